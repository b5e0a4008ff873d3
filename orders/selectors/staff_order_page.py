"""One order with all that the page of the staff shows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch

from inventory.models import Warehouse
from inventory.selectors.allocation import reservations_of
from logistics.models import Shipment
from logistics.selectors.shipments import shipments_of
from logistics.types import ShipmentView
from orders.check_rules.reasons import reason_in_words
from orders.check_rules.registry import rule_label
from orders.labels import COARSE, TONES, display_label
from orders.models import CheckFinding, Order, OrderCheck, OrderLine
from orders.selectors.timeline import Happening, timeline
from payments.risk.types import AssessmentView
from payments.selectors.plans import plans_of, proposals_of
from payments.selectors.risk import assessments_of
from payments.types import PlanView, ProposalView
from shop.common.masking import mask_address, mask_name, mask_phone
from shop.common.money import ZERO

_INSIDE = (Shipment.State.READY, Shipment.State.PICKING, Shipment.State.PACKED)


@dataclass(frozen=True, kw_only=True)
class ReceiverView:
    """Where it goes, masked unless revealed."""

    name: str
    phone: str
    region: str
    street: str
    is_clear: bool


@dataclass(frozen=True, kw_only=True)
class FindingView:
    rule: str
    passed: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class CheckView:
    verdict: str
    at: datetime
    who: str
    note: str
    findings: list[FindingView]


@dataclass(frozen=True, kw_only=True)
class StaffOrder:
    """What the page shows; `owed` would go back if the order ended now."""

    order: Order
    label: str
    station: str  # where inside the label it is, when the label spans several stations
    tone: str
    is_late: bool
    receiver: ReceiverView
    lines: list[OrderLine]
    checks: list[CheckView]
    warehouses: list[str]
    shipments: list[ShipmentView]
    plan: PlanView | None
    proposals: list[ProposalView]
    owed: Decimal
    happenings: list[Happening]
    risk: AssessmentView | None

    @property
    def may_be_refunded(self) -> bool:
        """Say whether money is left that nobody asked back, and pieces to ask it for."""
        waiting = sum(each.amount for each in self.proposals if not each.is_declined)
        has_pieces = any(line.refunded_quantity < line.quantity for line in self.lines)
        return self.owed > waiting and has_pieces

    @property
    def to_send(self) -> list[ShipmentView]:
        return [shipment for shipment in self.shipments if shipment.state in _INSIDE]


def staff_order(order_id: int, *, at: datetime, revealed: bool = False) -> StaffOrder | None:
    """Return an order for its page, or None; personal data in clear only when `revealed`."""
    orders = Order.objects.select_related("customer", "owner", "receiver")
    order = orders.filter(pk=order_id).first()
    if order is None:
        return None
    label = display_label(order)
    shipments = shipments_of([order.number]).get(order.number, [])
    plan = plans_of([order.number]).get(order.number)
    checks = _checks(order)
    return StaffOrder(
        order=order,
        label=str(label.label),
        station=str(order.get_fulfilment_display()) if label in COARSE else "",
        tone=TONES[label],
        is_late=_is_late(order, at),
        receiver=_receiver(order, revealed=revealed),
        lines=list(order.lines.prefetch_related("shares").order_by("pk")),
        checks=checks,
        warehouses=_warehouses(order, shipments),
        shipments=shipments,
        plan=plan,
        proposals=proposals_of(order.number),
        owed=plan.captured - plan.refunded if plan else ZERO,
        happenings=timeline(order, held_because=_why_held(checks)),
        risk=assessments_of([order.number]).get(order.number),
    )


def _is_late(order: Order, at: datetime) -> bool:
    has_left = order.fulfilment in {
        Order.Fulfilment.SHIPPED,
        Order.Fulfilment.DELIVERED,
        Order.Fulfilment.RECEIVED,
    }
    is_due = order.ship_by is not None and order.ship_by < at
    return order.state == Order.State.OPEN and is_due and not has_left


def _receiver(order: Order, *, revealed: bool) -> ReceiverView:
    receiver = order.receiver
    return ReceiverView(
        name=receiver.name if revealed else mask_name(receiver.name),
        phone=receiver.phone if revealed else mask_phone(receiver.phone),
        region=receiver.region,
        street=receiver.street if revealed else mask_address(receiver.street),
        is_clear=revealed,
    )


def _checks(order: Order) -> list[CheckView]:
    findings = Prefetch("findings", queryset=CheckFinding.objects.order_by("pk"))
    rows = OrderCheck.objects.filter(order=order).select_related("decided_by")
    return [
        CheckView(
            verdict=check.get_verdict_display(),
            at=check.created_at,
            who=str(check.decided_by or ""),
            note=check.note,
            findings=[
                FindingView(
                    rule=rule_label(row.rule),
                    passed=row.passed,
                    reason=reason_in_words(row.code, row.params) if row.code else row.reason,
                )
                for row in check.findings.all()
            ],
        )
        for check in rows.prefetch_related(findings).order_by("-pk")
    ]


def _why_held(checks: list[CheckView]) -> dict[datetime, str]:
    """Return what the rules said against the order, by the moment at which they held it."""
    return {
        check.at: " ".join(finding.reason for finding in check.findings if not finding.passed)
        for check in checks
        if check.findings
    }


def _warehouses(order: Order, shipments: list[ShipmentView]) -> list[str]:
    """Name the warehouses that send it: as planned, or else where its goods are held."""
    if shipments:
        return list(dict.fromkeys(shipment.warehouse for shipment in shipments))
    held = {piece.warehouse_id for piece in reservations_of(order.number)}
    rows = Warehouse.objects.filter(pk__in=held).order_by("pk")
    return list(rows.values_list("name", flat=True))
