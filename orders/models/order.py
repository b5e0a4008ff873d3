"""An order: who bought what for how much, on four axes of state that are never mixed."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.encryption import EncryptedTextField
from shop.common.money import MoneyField
from shop.common.numbers import ORDER_NUMBER
from shop.common.transitions import HistoryEntry, transitions


class OrderQuerySet(models.QuerySet["Order"]):
    def placed_by(self, customer_id: int) -> Self:
        return self.filter(customer_id=customer_id)

    def unpaid_since(self, at: datetime) -> Self:
        """Open orders whose time to pay had passed at a moment."""
        unpaid = (Order.PaymentState.UNPAID, Order.PaymentState.PARTLY_PAID)
        return self.filter(state=Order.State.OPEN, payment_state__in=unpaid, pay_by__lte=at)

    def due_to_receive(self, at: datetime) -> Self:
        on_their_way = (Order.Fulfilment.SHIPPED, Order.Fulfilment.DELIVERED)
        return self.filter(state=Order.State.OPEN, fulfilment__in=on_their_way, receive_by__lte=at)

    def lock(self, order_id: int) -> "Order":
        return self.select_for_update(of=("self",)).get(pk=order_id)

    def lock_number(self, number: str) -> "Order":
        return self.select_for_update(of=("self",)).get(number=number)


class Order(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")
        CLOSED = "closed", _("closed")

    class PaymentState(models.TextChoices):
        UNPAID = "unpaid", _("unpaid")
        PARTLY_PAID = "partly_paid", _("partly paid")
        PAID = "paid", _("paid")
        PARTLY_REFUNDED = "partly_refunded", _("partly refunded")
        REFUNDED = "refunded", _("refunded")

    class Fulfilment(models.TextChoices):
        WAITING = "waiting", _("waiting for payment")
        IN_CHECK = "in_check", _("in check")
        HELD = "held", _("held for a person")
        READY = "ready", _("to be picked")
        PICKING = "picking", _("being picked")
        PACKED = "packed", _("packed")
        PARTLY_SHIPPED = "partly_shipped", _("partly shipped")
        SHIPPED = "shipped", _("shipped")
        DELIVERED = "delivered", _("delivered")
        RECEIVED = "received", _("received")

    class AfterSale(models.TextChoices):
        NONE = "none", _("none")
        OPEN = "open", _("open")
        DONE = "done", _("done")

    class CancelReason(models.TextChoices):
        CUSTOMER = "customer", _("cancelled by the customer")
        TIMEOUT = "timeout", _("not paid in time")
        REFUSED = "refused", _("refused in the order check")
        STAFF = "staff", _("cancelled by staff")
        REFUNDED = "refunded", _("all of its money goes back")

    class Suspicion(models.TextChoices):
        """Whether an order is a fake one (刷单): rules suspect, staff decide."""

        NONE = "none", _("no suspicion")
        SUSPECTED = "suspected", _("suspected by the rules")
        CONFIRMED = "confirmed", _("fake, as staff confirmed")
        CLEARED = "cleared", _("genuine, as staff found")

    LEFT_THE_HOUSE = (
        Fulfilment.PARTLY_SHIPPED,
        Fulfilment.SHIPPED,
        Fulfilment.DELIVERED,
        Fulfilment.RECEIVED,
    )

    STATE_STEPS = transitions(
        {
            State.OPEN: {State.COMPLETED, State.CANCELLED, State.CLOSED},
            State.COMPLETED: {State.CLOSED},
        }
    )
    PAYMENT_STEPS = transitions(
        {
            PaymentState.UNPAID: {PaymentState.PARTLY_PAID, PaymentState.PAID},
            PaymentState.PARTLY_PAID: {
                PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED,
            },
            PaymentState.PAID: {PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED},
            PaymentState.PARTLY_REFUNDED: {PaymentState.REFUNDED},
        }
    )  # fmt: skip
    FULFILMENT_STEPS = transitions(
        {
            Fulfilment.WAITING: {Fulfilment.IN_CHECK},
            Fulfilment.IN_CHECK: {Fulfilment.HELD, Fulfilment.READY},
            Fulfilment.HELD: {Fulfilment.READY, Fulfilment.IN_CHECK},
            Fulfilment.READY: {
                Fulfilment.HELD, Fulfilment.PICKING, Fulfilment.PACKED,
                Fulfilment.PARTLY_SHIPPED, Fulfilment.SHIPPED,
            },
            Fulfilment.PICKING: {
                Fulfilment.READY, Fulfilment.PACKED, Fulfilment.PARTLY_SHIPPED, Fulfilment.SHIPPED,
            },
            Fulfilment.PACKED: {
                Fulfilment.READY, Fulfilment.PARTLY_SHIPPED, Fulfilment.SHIPPED,
            },
            Fulfilment.PARTLY_SHIPPED: {Fulfilment.SHIPPED},
            Fulfilment.SHIPPED: {Fulfilment.DELIVERED, Fulfilment.RECEIVED},
            Fulfilment.DELIVERED: {Fulfilment.RECEIVED},
        }
    )  # fmt: skip
    AFTER_SALE_STEPS = transitions(
        {
            AfterSale.NONE: {AfterSale.OPEN},
            AfterSale.OPEN: {AfterSale.DONE},
            AfterSale.DONE: {AfterSale.OPEN},
        }
    )
    SUSPICION_STEPS = transitions(
        {
            Suspicion.NONE: {Suspicion.SUSPECTED, Suspicion.CONFIRMED},
            Suspicion.SUSPECTED: {Suspicion.CONFIRMED, Suspicion.CLEARED},
            Suspicion.CONFIRMED: {Suspicion.CLEARED},
            Suspicion.CLEARED: {Suspicion.CONFIRMED},
        }
    )

    number = models.CharField(
        _("order number"), max_length=24, unique=True, db_default=ORDER_NUMBER
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders",
        verbose_name=_("customer"),
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=20, default="web")
    outside_number = models.CharField(_("number in the channel"), max_length=64, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("responsible"),
    )  # fmt: skip

    state = models.CharField(_("order state"), max_length=10, choices=State, default=State.OPEN)
    payment_state = models.CharField(
        _("payment"), max_length=16, choices=PaymentState, default=PaymentState.UNPAID
    )
    fulfilment = models.CharField(
        _("fulfilment"), max_length=16, choices=Fulfilment, default=Fulfilment.WAITING
    )
    after_sale = models.CharField(
        _("after-sale"), max_length=6, choices=AfterSale, default=AfterSale.NONE
    )
    cancel_reason = models.CharField(
        max_length=10,
        choices=CancelReason,
        blank=True,
        verbose_name=_("reason of the cancellation"),
    )

    currency = models.CharField(max_length=3, default="CNY", verbose_name=_("currency"))
    goods_total = MoneyField(_("goods total"))
    discount_total = MoneyField(_("discount"), default=0)
    freight_total = MoneyField(_("freight"), default=0)
    total = MoneyField(_("total"))
    refunded_total = MoneyField(_("refunded"), default=0)
    quote = models.JSONField(_("steps of the quote"), default=list, blank=True)

    delivery_method = models.CharField(_("delivery method"), max_length=40, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    staff_note = models.CharField(_("note of the staff"), max_length=300, blank=True)
    suspicion = models.CharField(
        _("suspicion"),
        max_length=10,
        choices=Suspicion,
        default=Suspicion.NONE,
        db_default=Suspicion.NONE,
    )
    # What clean figures leave out; follows from the suspicion (the database compares them).
    is_suspect = models.BooleanField(_("suspected fake order"), default=False)
    # Whether its pieces are in the sold counts of the catalog: news of it may come twice.
    counts_as_sold = models.BooleanField(default=False, db_default=False, editable=False)
    idempotency_key = models.CharField(
        max_length=64, blank=True, verbose_name=_("key of the request")
    )
    request_fingerprint = models.CharField(
        max_length=64, blank=True, verbose_name=_("fingerprint of the request")
    )

    placed_at = models.DateTimeField(_("placed at"), default=timezone.now)
    pay_by = models.DateTimeField(_("payable until"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    payment_method = models.CharField(_("payment method"), max_length=20, blank=True)
    payment_number = models.CharField(_("payment serial number"), max_length=64, blank=True)
    ship_by = models.DateTimeField(_("to be shipped by"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True, blank=True)
    waybills = ArrayField(
        models.CharField(max_length=32), default=list, blank=True, verbose_name=_("waybills")
    )
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    receive_by = models.DateTimeField(_("received by itself at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("goods_total") - F("discount_total") + F("freight_total")),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(goods_total__gte=0)
                & Q(discount_total__gte=0)
                & Q(discount_total__lte=F("goods_total"))
                & Q(freight_total__gte=0),
                name="order_amounts_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(refunded_total__gte=0) & Q(refunded_total__lte=F("total")),
                name="order_refunds_within_total",
            ),
            models.CheckConstraint(
                condition=Q(is_suspect=True, suspicion__in=["suspected", "confirmed"])
                | Q(is_suspect=False, suspicion__in=["none", "cleared"]),
                name="order_suspect_as_decided",
            ),
            models.UniqueConstraint(
                fields=["customer", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="order_once_per_key",
            ),
            models.UniqueConstraint(
                fields=["channel", "outside_number"],
                condition=~Q(outside_number=""),
                name="order_once_per_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_customer"),
            models.Index(fields=["-placed_at", "-id"], name="order_placed"),
            models.Index(fields=["paid_at"], name="order_paid"),
            GinIndex(fields=["waybills"], name="order_waybills"),
            models.Index(fields=["outside_number"], name="order_outside",
                         condition=~Q(outside_number="")),
            models.Index(fields=["fulfilment", "paid_at"], name="order_work",
                         condition=Q(state="open")),
            models.Index(fields=["pay_by"], name="order_unpaid",
                         condition=Q(state="open", payment_state__in=["unpaid", "partly_paid"])),
            models.Index(fields=["placed_at"], name="order_suspected",
                         condition=Q(suspicion="suspected")),
            models.Index(fields=["receive_by"], name="order_to_receive",
                         condition=Q(state="open", receive_by__isnull=False)),
        ]  # fmt: skip
        permissions = [
            ("check_order", _("Can check orders")),
            ("pick_order", _("Can pick and pack orders")),
            ("ship_order", _("Can ship orders")),
            ("cancel_order", _("Can cancel orders")),
            ("refund_order", _("Can refund orders")),
            ("propose_refund", _("Can ask for refunds that somebody else approves")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_cancellable(self) -> bool:
        """Whether nothing of it has shipped yet."""
        return self.state == self.State.OPEN and self.fulfilment not in self.LEFT_THE_HOUSE

    @property
    def is_payable(self) -> bool:
        unpaid = (self.PaymentState.UNPAID, self.PaymentState.PARTLY_PAID)
        return self.state == self.State.OPEN and self.payment_state in unpaid

    @property
    def is_partly_paid(self) -> bool:
        return self.is_payable and self.payment_state == self.PaymentState.PARTLY_PAID

    @property
    def has_parcels(self) -> bool:
        return self.shipped_at is not None and self.state in (self.State.OPEN, self.State.COMPLETED)

    @property
    def is_receivable(self) -> bool:
        on_its_way = (self.Fulfilment.SHIPPED, self.Fulfilment.DELIVERED)
        return self.state == self.State.OPEN and self.fulfilment in on_its_way


class OrderReceiver(models.Model):
    """Where an order goes: sealed but for the region; blind indexes find it by phone or name."""

    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, primary_key=True, related_name="receiver"
    )
    name = EncryptedTextField(_("receiver"))
    phone = EncryptedTextField(_("mobile number"))
    street = EncryptedTextField(_("street, house, room"))
    name_index = models.CharField(max_length=32, db_index=True)
    phone_index = models.CharField(max_length=32, db_index=True)
    province_code = models.CharField(max_length=6, db_index=True)
    city_code = models.CharField(max_length=6)
    district_code = models.CharField(max_length=6)
    region = models.CharField(_("region"), max_length=80)

    class Meta:
        verbose_name = _("receiver")
        verbose_name_plural = _("receivers")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.region}"


class OrderHistory(HistoryEntry):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="history")

    class Meta(HistoryEntry.Meta):
        verbose_name = _("order history")
        verbose_name_plural = _("order history")
        indexes = [models.Index(fields=["order", "at", "id"], name="order_history")]
