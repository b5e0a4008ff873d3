"""How much waits for the staff: each function counts some lists in one query."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, TextField, Value
from django.db.models.query import QuerySet
from django.utils import timezone

from catalog.models import Product, ProductFlag
from catalog.policies import CatalogPolicies
from catalog.selectors.qualifications import running_out
from inventory.models import StockAlert
from logistics.models import Parcel
from marketing.models import Article
from marketing.selectors.review_work import review_work
from orders.selectors.staff_work import Waiting, order_work, shipment_work
from payments.models import (
    Difference,
    Notification,
    PaymentAttempt,
    Refund,
    RefundPart,
    RefundProposal,
    RefundReroute,
    RiskRule,
    Statement,
    TransferReceipt,
)
from payments.policies import PaymentPolicies
from shop.common.models import ImportJob, OutboxDelivery
from shop.common.policies import policies
from shop.models import DeadLink

_RECENT, _LATELY = timedelta(days=1), timedelta(days=7)
_EXCEPTIONS = (
    "open", "proposed", "statements", "disputed",
    "excess", "late_refunds", "by_hand", "transfers", "proposals", "cards", "refunds",
    "notifications", "parcels", "alerts", "rules",
)  # fmt: skip
Parts = dict[str, Waiting]


def orders(at: datetime) -> Parts:
    work = order_work(at)
    return {
        "in_check": work.in_check,
        "held": work.held,
        "to_ship": work.to_ship,
        "suspected": work.suspected,
    }


def shipments(at: datetime) -> Parts:
    work = shipment_work(at)
    return {"to_pick": work.to_pick, "picking": work.picking, "packed": work.packed}


def products(_at: datetime) -> Parts:
    checked = Q(checked_at__isnull=False)
    waiting = Product.objects.filter(status=Product.Status.IN_CHECK).aggregate(
        to_check=Count("pk", filter=~checked), to_approve=Count("pk", filter=checked)
    )
    return {part: Waiting(count=count) for part, count in waiting.items()}


def articles(_at: datetime) -> Parts:
    states = Article.Status
    counts = dict(
        Article.objects.filter(status__in=[states.IN_CHECK, states.DRAFT])
        .values_list("status")
        .annotate(count=Count("pk"))
    )
    return {
        "articles": Waiting(count=counts.get(states.IN_CHECK, 0)),
        "drafts": Waiting(count=counts.get(states.DRAFT, 0)),
    }


def dead_links(_at: datetime) -> Parts:
    return {"dead_links": _counted(DeadLink.objects.all(), "found_at")}


def goods_to_look_at(at: datetime) -> Parts:
    flags = ProductFlag.objects.undecided().filter(product__status__in=Product.LIVE)
    counts = dict(flags.values_list("kind").annotate(count=Count("pk")))
    by_day = timezone.localdate(at) + timedelta(
        days=policies(CatalogPolicies).qualification_warning_days
    )
    return {
        "slow": Waiting(count=counts.get(ProductFlag.Kind.NO_SALE, 0)),
        "claims": Waiting(count=counts.get(ProductFlag.Kind.CLAIMS, 0)),
        "unseen": Waiting(count=counts.get(ProductFlag.Kind.NO_VIEW, 0)),
        "qualifications": Waiting(count=running_out(by_day).count()),
    }


def exceptions(at: datetime) -> Parts:
    """Count what went wrong or runs out in several apps, in one query."""
    odd = Notification.objects.refused().filter(received_at__gte=at - _RECENT)
    excess = Refund.objects.filter(case=Refund.Case.OPEN)
    by_hand = RefundPart.objects.by_hand().filter(state=RefundPart.State.PENDING)
    days = policies(PaymentPolicies).refund_days
    late_refunds = RefundPart.objects.late(at, days=days)
    transfers = TransferReceipt.objects.filter(state=TransferReceipt.State.WAITING)
    proposals = RefundProposal.objects.filter(state=RefundProposal.State.WAITING)
    cards = RefundReroute.objects.waiting()
    differences = Difference.objects.undecided()
    heaps = (
        _heap("open", differences.filter(state=Difference.State.OPEN), "found_at"),
        _heap("proposed", differences.filter(state=Difference.State.PROPOSED), "found_at"),
        _heap("disputed", PaymentAttempt.objects.disputed(), "disputed_at"),
        _heap("statements", Statement.objects.failed(), "next_try_at"),
        _heap("excess", excess, "created_at"),
        _heap("late_refunds", late_refunds, "refund__created_at"),
        _heap("by_hand", by_hand, "refund__created_at"),
        _heap("transfers", transfers, "entered_at"),
        _heap("proposals", proposals, "proposed_at"),
        _heap("cards", cards, "asked_at"),
        _heap("refunds", Refund.objects.filter(state=Refund.State.FAILED), "created_at"),
        _heap("notifications", odd, "received_at"),
        _heap("parcels", Parcel.objects.filter(state=Parcel.State.EXCEPTION), "created_at"),
        _heap("alerts", StockAlert.objects.open(), "opened_at"),
        _heap("rules", RiskRule.objects.to_retire(), "retire_proposed_at"),
    )
    found = {part: (count, oldest) for part, count, oldest in heaps[0].union(*heaps[1:])}
    return {
        part: Waiting(count=count, oldest=oldest)
        for part in _EXCEPTIONS
        for count, oldest in [found.get(part, (0, None))]
    }


def _heap(name: str, rows: QuerySet[Any], since: str) -> QuerySet[Any, Any]:
    heap = rows.order_by().annotate(heap=Value(name, TextField())).values("heap")
    counted: QuerySet[Any, Any] = heap.annotate(count=Count("pk"), oldest=Min(since))
    return counted.values_list("heap", "count", "oldest")


def reviews(at: datetime) -> Parts:
    work = review_work(at)
    return {
        name: Waiting(count=heap.count, oldest=heap.oldest, late=heap.late)
        for name, heap in (("to_decide", work.to_decide), ("to_answer", work.to_answer))
    }


def machinery(at: datetime) -> Parts:
    """Count what the shop's own machinery could not finish, in one query."""
    imports = ImportJob.objects.failed().filter(finished_at__gte=at - _LATELY)
    failed = OutboxDelivery.objects.filter(state=OutboxDelivery.State.FAILED)
    heaps = _heap("imports", imports, "finished_at").union(
        _heap("deliveries", failed, "next_attempt_at")
    )
    counts = {part: count for part, count, _oldest in heaps}
    return {part: Waiting(count=counts.get(part, 0)) for part in ("imports", "deliveries")}


def _counted(rows: QuerySet[DeadLink], since: str) -> Waiting:
    found = rows.aggregate(count=Count("pk"), oldest=Min(since))
    return Waiting(count=found["count"], oldest=found["oldest"])
