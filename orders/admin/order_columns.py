"""How a row of the list of orders is written: two short lines in a cell, to fit 1280 px."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orders.labels import COARSE, TONES, display_label
from orders.models import Order
from shop.common.admin.base import ModelAdmin
from shop.templatetags.money import yuan

_TITLE = 24
PAYMENT_TONES = {
    Order.PaymentState.UNPAID: "act",
    Order.PaymentState.PARTLY_PAID: "act",
    Order.PaymentState.PAID: "good",
}
_HAS_LEFT = {Order.Fulfilment.SHIPPED, Order.Fulfilment.DELIVERED, Order.Fulfilment.RECEIVED}


def chip(text: object, tone: str = "") -> SafeString:
    return format_html('<span class="chip{}">{}</span>', f" is-{tone}" if tone else "", text)


def moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}" if at else ""


class OrderColumns(ModelAdmin):
    """The columns of the order processing record, and the state of the work."""

    @admin.display(description=_("order / placed"), ordering="placed_at")
    def shown_number(self, order: Order) -> SafeString:
        return format_html(
            '<strong class="cell-main">{}</strong><small class="cell-sub">{}</small>',
            order.number,
            f"{timezone.localtime(order.placed_at):%Y-%m-%d %H:%M}",
        )

    @admin.display(description=_("customer"))
    def shown_customer(self, order: Order) -> str:
        return order.customer.number

    @admin.display(description=_("goods"))
    def goods(self, order: Order) -> SafeString:
        lines = list(order.lines.all())
        first = lines[0].title if lines else ""
        short = first if len(first) <= _TITLE else f"{first[:_TITLE]}…"
        pieces = sum(line.quantity for line in lines)
        kinds = len(lines)
        more = (
            _("%(pieces)d pieces") % {"pieces": pieces}
            if kinds == 1
            else _("%(kinds)d kinds, %(pieces)d pieces") % {"kinds": kinds, "pieces": pieces}
        )
        return format_html(
            '<span class="cell-goods" title="{}">{}</span><small class="cell-sub">{}</small>',
            " · ".join(line.title for line in lines),
            short,
            more,
        )

    @admin.display(description=_("amount / payment"), ordering="total")
    def money(self, order: Order) -> SafeString:
        tone = PAYMENT_TONES.get(Order.PaymentState(order.payment_state), "")
        return format_html(
            '<span class="cell-money">{}</span>{}',
            yuan(order.total),
            chip(order.get_payment_state_display(), tone),
        )

    @admin.display(description=_("state"))
    def shown_state(self, order: Order) -> SafeString:
        label = display_label(order)
        fine = chip(label.label, TONES[label])
        inside = order.get_fulfilment_display() if label in COARSE else ""
        late = chip(_("late"), "bad") if is_late(order) else ""
        return format_html("{}{}<small class='cell-sub'>{}</small>", fine, late, inside)

    @admin.display(description=_("shipped / waybill"), ordering="shipped_at")
    def shipping(self, order: Order) -> SafeString:
        if order.shipped_at is None:
            due = _("by %(at)s") % {"at": moment(order.ship_by)} if order.ship_by else ""
            return format_html('<small class="cell-sub">{}</small>', due if is_open(order) else "")
        return format_html(
            '{}<small class="cell-sub cell-code cell-waybill">{}</small>',
            moment(order.shipped_at),
            " ".join(order.waybills),
        )

    @admin.display(description=_("after-sale / responsible"))
    def care(self, order: Order) -> SafeString:
        return format_html(
            '{}<small class="cell-sub">{}</small>',
            order.get_after_sale_display(),
            order.owner or "–",
        )

    def has_add_permission(self, request: object, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: Model | None = None) -> bool:
        return False


def is_open(order: Order) -> bool:
    return order.state == Order.State.OPEN


def is_late(order: Order) -> bool:
    """Say whether something of a paid order should have left by now."""
    is_due = order.ship_by is not None and order.ship_by < timezone.now()
    return is_open(order) and is_due and order.fulfilment not in _HAS_LEFT
