"""Prices as intervals: a new one ends the present one at the same instant."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.errors import PriceNotPossible, ProductNotComplete
from catalog.events import PriceChanged
from catalog.models import Listing, Product, Sku, SkuPrice
from catalog.models.price import SkuPriceQuerySet
from catalog.services.content_changes import price_change
from catalog.services.listing import refresh_listing
from catalog.services.price_intervals import make_room
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.money import FEN

LARGEST = Decimal("9999999.99")


@transaction.atomic
def set_price(
    *,
    sku_id: int,
    kind: str,
    amount: Decimal,
    actor: Actor,
    at: datetime | None = None,
    until: datetime | None = None,
) -> SkuPrice:
    """Let a price hold from `at` (now) for good, or until the one before it comes back.

    What was planned for that time gives way. The same price again changes nothing. Raises
    PriceNotPossible.
    """
    refuse_impossible(amount=amount)
    # The intervals are the history; which member of staff it was is kept by auditlog.
    with price_change(product_ids=[_product_of(sku_id)], actor=actor):
        rows, now = SkuPrice.objects.filter(sku_id=sku_id, kind=kind), timezone.now()
        begin = at or now
        present = rows.effective(begin).first()
        if present is not None and (present.amount, present.valid_to) == (amount, until):
            return present
        was = _amount(rows, now)
        _make_room(rows, begin=begin, until=until, now=now)
        price = SkuPrice.objects.create(
            sku_id=sku_id, kind=kind, amount=amount, valid_from=begin, valid_to=until
        )
        _tell(sku_id, was=was, becomes=_amount(rows, now))
    return price


@transaction.atomic
def end_price(*, sku_id: int, kind: str, actor: Actor, at: datetime | None = None) -> None:
    """End a kind of price for good, such as a list price that nobody should see struck any more.

    Raises ProductNotComplete for the selling price of what is on the shelf.
    """
    with price_change(product_ids=[_product_of(sku_id)], actor=actor):
        rows, now = SkuPrice.objects.filter(sku_id=sku_id, kind=kind), timezone.now()
        was = _amount(rows, now)
        _refuse_unpriced(sku_id, kind)
        _make_room(rows, begin=at or now, until=None, now=now)
        _tell(sku_id, was=was, becomes=_amount(rows, now))


@transaction.atomic
def begin_due_prices(*, product_id: int, at: datetime | None = None) -> None:
    """Let the listing row follow planned prices that have begun or ended meanwhile.

    Safe to repeat: what it followed already is left alone.
    """
    Product.objects.lock(product_id)
    now = at or timezone.now()
    since = Listing.objects.values_list("prices_change_at", flat=True).get(pk=product_id)
    if since is None or since > now:
        return
    due = SkuPrice.objects.filter(sku__product_id=product_id).filter(
        Q(valid_from__range=(since, now)) | Q(valid_to__range=(since, now))
    )
    for sku_id in sorted(set(due.values_list("sku_id", flat=True))):
        publish(PriceChanged(sku_id=sku_id))
    refresh_listing(product_ids=[product_id], at=now)


def refuse_impossible(*, amount: Decimal) -> None:
    """Raise PriceNotPossible for an amount that no price can be."""
    if not amount.is_finite() or not FEN <= amount <= LARGEST or amount % FEN:
        raise PriceNotPossible


def _refuse_unpriced(sku_id: int, kind: str) -> None:
    offered = Sku.objects.active().filter(pk=sku_id, product__status__in=Product.LIVE)
    if kind == SkuPrice.Kind.SALE and offered.exists():
        raise ProductNotComplete([_("the price of every SKU")])


def _product_of(sku_id: int) -> int:
    return Sku.objects.values_list("product_id", flat=True).get(pk=sku_id)


def _amount(rows: SkuPriceQuerySet, at: datetime) -> Decimal | None:
    return rows.effective(at).values_list("amount", flat=True).first()


def _tell(sku_id: int, *, was: Decimal | None, becomes: Decimal | None) -> None:
    refresh_listing(product_ids=[_product_of(sku_id)])
    if was != becomes:
        publish(PriceChanged(sku_id=sku_id))


def _make_room(
    rows: SkuPriceQuerySet, *, begin: datetime, until: datetime | None, now: datetime
) -> None:
    """End, shorten or drop what overlaps; a price that has been effective is never rewritten."""
    room = make_room(prices=list(rows), begin=begin, until=until, now=now)
    for price_id, moment in room.ends.items():
        SkuPrice.objects.filter(pk=price_id).update(valid_to=moment)
    for price in room.dropped:
        price.delete()
    for price in room.returning:
        price.save()
