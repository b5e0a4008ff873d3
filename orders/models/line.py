"""Lines of an order, and the frozen shares of every discount and of the freight."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from orders.models.order import Order
from orders.shares import LineMoney, Returned, returned_for
from shop.common.money import MoneyField


class OrderLine(models.Model):
    """What was promised: a snapshot, true even when the product changes or goes."""

    class Kind(models.TextChoices):
        SALE = "sale", _("sale")
        GIFT = "gift", _("gift")
        BUNDLE_PART = "bundle_part", _("part of a bundle")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SALE)
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    product_number = models.CharField(_("product number"), max_length=20)
    sku_code = models.CharField(_("SKU code"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    sku_name = models.CharField(_("specification"), max_length=120, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    weight_grams = models.PositiveIntegerField(default=0)
    unit_price = MoneyField(_("unit price"))
    quantity = models.PositiveIntegerField(_("quantity"))
    amount = MoneyField(_("amount"))
    discount = MoneyField(_("discount"), default=0)
    shipped_quantity = models.PositiveIntegerField(_("shipped"), default=0)
    # Refunded before they left: they stay in the house.
    kept_back_quantity = models.PositiveIntegerField(_("kept back"), default=0, db_default=0)
    refunded_quantity = models.PositiveIntegerField(_("refunded pieces"), default=0)
    refunded_amount = MoneyField(_("refunded"), default=0)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("unit_price") * F("quantity")), name="line_amount_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1)
                & Q(shipped_quantity__lte=F("quantity") - F("kept_back_quantity"))
                & Q(refunded_quantity__lte=F("quantity")),
                name="line_quantities_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0) & Q(discount__lte=F("amount")),
                name="line_discount_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} × {self.quantity}"

    @property
    def to_ship(self) -> int:
        """Pieces that have not left and are to leave."""
        return self.quantity - self.shipped_quantity - self.kept_back_quantity

    @property
    def refunded_goods(self) -> Decimal:
        """What of the money sent back was paid for the pieces, not for bringing them."""
        refunded: Decimal = self.refunded_amount
        if not self.refunded_quantity:
            return refunded
        sold = LineMoney(quantity=self.quantity, amount=self.amount, discount=self.discount)
        back = returned_for(
            sold, already=Returned(), pieces=self.refunded_quantity, with_freight=False
        )
        return min(refunded, back.goods)

    @property
    def refunded_freight(self) -> Decimal:
        refunded: Decimal = self.refunded_amount
        return refunded - self.refunded_goods


class OrderShare(models.Model):
    """A line's share in one discount or in the freight, frozen at placement, read by refunds.

    `amount` is what the source takes off (promotion, coupon, points) or adds (freight), always ≥ 0.
    """

    class Source(models.TextChoices):
        PROMOTION = "promotion", _("promotion")
        COUPON = "coupon", _("coupon")
        POINTS = "points", _("points")
        FREIGHT = "freight", _("freight")

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="shares")
    source = models.CharField(_("source"), max_length=10, choices=Source)
    source_key = models.CharField(_("source number"), max_length=40, blank=True)
    source_version = models.PositiveIntegerField(default=1)
    label = models.CharField(_("label"), max_length=80, blank=True)
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = [
            models.UniqueConstraint(fields=["line", "source", "source_key"], name="share_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="share_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.amount}"
