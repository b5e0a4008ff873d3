"""Goods on their way: one shipment per order and warehouse, one or more parcels in it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from inventory.models import Warehouse
from logistics.models.carrier import Carrier
from shop.common.numbers import SHIPMENT_NUMBER
from shop.common.transitions import HistoryEntry, transitions


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def of(self, reference: str) -> Self:
        return self.filter(reference=reference).exclude(state=Shipment.State.CANCELLED)

    def lock(self, shipment_id: int) -> "Shipment":
        return self.select_for_update(of=("self",)).get(pk=shipment_id)


class Shipment(models.Model):
    """What one warehouse sends for one order (`reference`, the order's number)."""

    class State(models.TextChoices):
        READY = "ready", _("to be picked")
        PICKING = "picking", _("being picked")
        PACKED = "packed", _("packed")
        DISPATCHED = "dispatched", _("dispatched")
        DELIVERED = "delivered", _("delivered")
        RETURNED = "returned", _("returned")
        CANCELLED = "cancelled", _("cancelled")

    TRANSITIONS = transitions(
        {
            State.READY: {State.PICKING, State.PACKED, State.DISPATCHED, State.CANCELLED},
            State.PICKING: {State.READY, State.PACKED, State.DISPATCHED, State.CANCELLED},
            State.PACKED: {State.DISPATCHED, State.READY, State.CANCELLED},
            State.DISPATCHED: {State.DELIVERED, State.RETURNED},
            State.DELIVERED: {State.RETURNED},
        }
    )

    number = models.CharField(
        _("shipment number"), max_length=24, unique=True, db_default=SHIPMENT_NUMBER
    )
    reference = models.CharField(_("order number"), max_length=40, db_index=True)
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="shipments", verbose_name=_("warehouse")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.READY)
    created_at = models.DateTimeField(default=timezone.now, verbose_name=_("created at"))
    dispatched_at = models.DateTimeField(null=True, blank=True, verbose_name=_("dispatched at"))
    delivered_at = models.DateTimeField(null=True, blank=True, verbose_name=_("delivered at"))

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        indexes = [models.Index(fields=["warehouse", "state", "id"], name="shipment_work")]

    def __str__(self) -> str:
        return self.number


class ShipmentLine(models.Model):
    """What of an order line is in a shipment; `to_take_out` more were picked and must not leave."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    line_id = models.BigIntegerField(_("order line"))
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", verbose_name=_("SKU"))
    title = models.CharField(_("title"), max_length=160)
    sku_name = models.CharField(_("specification"), max_length=120, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    to_take_out = models.PositiveIntegerField(_("to be taken out"), default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line_id"], name="shipment_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} × {self.quantity}"


class ShipmentHistory(HistoryEntry):
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="history")

    class Meta(HistoryEntry.Meta):
        indexes = [models.Index(fields=["shipment", "at", "id"], name="shipment_history")]


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def due_for_query(self, at: datetime) -> Self:
        return self.filter(next_query_at__lte=at)


class Parcel(models.Model):
    """One box with one waybill. `state` is our own set, whatever the carrier calls it."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for pick-up")
        COLLECTED = "collected", _("collected")
        IN_TRANSIT = "in_transit", _("in transit")
        OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
        READY_FOR_PICKUP = "ready_for_pickup", _("ready for pick-up")
        DELIVERED = "delivered", _("delivered")
        EXCEPTION = "exception", _("exception")
        RETURNING = "returning", _("returning")
        RETURNED = "returned", _("returned")
        CANCELLED = "cancelled", _("cancelled")
        CUSTOMS = "customs", _("customs")

    shipment = models.ForeignKey(
        Shipment, on_delete=models.CASCADE, related_name="parcels", verbose_name=_("shipment")
    )
    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, related_name="parcels", verbose_name=_("carrier")
    )
    waybill = models.CharField(_("waybill number"), max_length=32)
    phone_tail = models.CharField(
        max_length=4, blank=True, verbose_name=_("end of the phone number")
    )
    state = models.CharField(_("state"), max_length=18, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(default=timezone.now, verbose_name=_("created at"))
    last_queried_at = models.DateTimeField(null=True, blank=True, verbose_name=_("last asked at"))
    next_query_at = models.DateTimeField(null=True, blank=True, verbose_name=_("to be asked at"))
    failed_queries = models.PositiveSmallIntegerField(default=0, verbose_name=_("failed queries"))
    delivered_at = models.DateTimeField(null=True, blank=True, verbose_name=_("delivered at"))

    objects = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [models.UniqueConstraint(fields=["carrier", "waybill"], name="waybill_once")]
        indexes = [
            models.Index(
                fields=["next_query_at"],
                condition=models.Q(next_query_at__isnull=False),
                name="parcel_due",
            ),
            models.Index(
                fields=["waybill"], opclasses=["varchar_pattern_ops"], name="parcel_waybill"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.waybill}"
