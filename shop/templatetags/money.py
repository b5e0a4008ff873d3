"""Amounts as shoppers read them. Formatting only: nothing is computed or rounded up here."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.common.price_periods import price_period

register = template.Library()

FEN = Decimal("0.01")


@register.filter
def yuan(amount: Decimal | int | str | None) -> str:
    """Write an amount as plain text: ¥199.00, −¥50.00."""
    if amount in (None, ""):
        return ""
    value = Decimal(str(amount)).quantize(FEN)
    sign = "−" if value < 0 else ""
    return f"{sign}¥{abs(value):.2f}"


@register.filter
def price(amount: Decimal | int | str | None) -> SafeString:
    """Write an amount as a price: ¥ and fen smaller, in tabular figures."""
    text = yuan(amount)
    if not text:
        return SafeString("")
    sign, _, figures = text.partition("¥")
    whole, _, fen = figures.partition(".")
    return format_html(
        '<span class="price"><small>{}¥</small>{}<small>.{}</small></span>', sign, whole, fen
    )


register.filter("price_period", price_period)
