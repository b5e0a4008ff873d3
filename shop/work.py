"""What waits for the staff in the whole shop: each list counted by one query, if one may see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import Count, Min, Q, TextField, Value
from django.db.models.query import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from catalog.models import Product, ProductFlag
from catalog.policies import CatalogPolicies
from catalog.selectors.qualifications import running_out
from inventory.models import StockAlert
from logistics.models import Parcel
from marketing.models import Article
from marketing.selectors.review_work import review_work
from orders.selectors.staff_work import Waiting, order_work, shipment_work
from payments.models import Notification, Refund
from shop.common.models import ImportJob, OutboxDelivery
from shop.common.policies import policies
from shop.models import DeadLink

_RECENT, _LATELY = timedelta(days=1), timedelta(days=7)
Parts = dict[str, Waiting]


class Staff(Protocol):
    """Whoever works here: only what he may do is of interest."""

    def has_perm(self, perm: str, /) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """A list that somebody should look at; `is_trouble` says that nothing should ever be in it."""

    title: StrOrPromise
    waiting: Waiting
    address: str
    is_trouble: bool = False


@dataclass(frozen=True, kw_only=True)
class _List:
    """One line of the work list: who sees it, where it leads, and which part of a count it is."""

    part: str
    title: StrOrPromise
    page: str
    query: str = ""
    permissions: tuple[str, ...]  # one of them is enough
    is_trouble: bool = False


def _orders(at: datetime) -> Parts:
    work = order_work(at)
    return {"in_check": work.in_check, "held": work.held, "to_ship": work.to_ship}


def _shipments(at: datetime) -> Parts:
    work = shipment_work(at)
    return {"to_pick": work.to_pick, "picking": work.picking, "packed": work.packed}


def _products(_at: datetime) -> Parts:
    checked = Q(checked_at__isnull=False)
    waiting = Product.objects.filter(status=Product.Status.IN_CHECK).aggregate(
        to_check=Count("pk", filter=~checked), to_approve=Count("pk", filter=checked)
    )
    return {part: Waiting(count=count) for part, count in waiting.items()}


def _articles(_at: datetime) -> Parts:
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


def _dead_links(_at: datetime) -> Parts:
    return {"dead_links": _counted(DeadLink.objects.all(), "found_at")}


def _goods_to_look_at(at: datetime) -> Parts:
    flags = ProductFlag.objects.undecided().filter(product__status__in=Product.LIVE)
    counts = dict(flags.values_list("kind").annotate(count=Count("pk")))
    by_day = timezone.localdate(at) + timedelta(
        days=policies(CatalogPolicies).qualification_warning_days
    )
    return {
        "slow": Waiting(count=counts.get(ProductFlag.Kind.NO_SALE, 0)),
        "unseen": Waiting(count=counts.get(ProductFlag.Kind.NO_VIEW, 0)),
        "qualifications": Waiting(count=running_out(by_day).count()),
    }


def _exceptions(at: datetime) -> Parts:
    """Count what went wrong or runs out in several apps, in one query."""
    fine = (
        Notification.Verdict.STORED,
        Notification.Verdict.APPLIED,
        Notification.Verdict.REPEATED,
        Notification.Verdict.IGNORED,
    )
    odd = Notification.objects.exclude(verdict__in=fine).filter(received_at__gte=at - _RECENT)
    heaps = (
        _heap("refunds", Refund.objects.filter(state=Refund.State.FAILED), "created_at"),
        _heap("notifications", odd, "received_at"),
        _heap("parcels", Parcel.objects.filter(state=Parcel.State.EXCEPTION), "created_at"),
        _heap("alerts", StockAlert.objects.open(), "opened_at"),
    )
    found = {part: (count, oldest) for part, count, oldest in heaps[0].union(*heaps[1:])}
    return {
        part: Waiting(count=count, oldest=oldest)
        for part in ("refunds", "notifications", "parcels", "alerts")
        for count, oldest in [found.get(part, (0, None))]
    }


def _heap(name: str, rows: QuerySet[Any], since: str) -> QuerySet[Any, Any]:
    part = rows.order_by().annotate(part=Value(name, TextField())).values("part")
    counted: QuerySet[Any, Any] = part.annotate(count=Count("pk"), oldest=Min(since))
    return counted.values_list("part", "count", "oldest")


def _reviews(at: datetime) -> Parts:
    work = review_work(at)
    return {
        name: Waiting(count=heap.count, oldest=heap.oldest, late=heap.late)
        for name, heap in (("to_decide", work.to_decide), ("to_answer", work.to_answer))
    }


def _machinery(at: datetime) -> Parts:
    """Count what the shop's own machinery could not finish, in one query."""
    imports = _part("imports", ImportJob.objects.failed().filter(finished_at__gte=at - _LATELY))
    failed = OutboxDelivery.objects.filter(state=OutboxDelivery.State.FAILED)
    counts = dict(imports.union(_part("deliveries", failed)))
    return {part: Waiting(count=counts.get(part, 0)) for part in ("imports", "deliveries")}


def _part(name: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    part = rows.order_by().annotate(part=Value(name, TextField())).values("part")
    counted: QuerySet[Any, Any] = part.annotate(count=Count("pk")).values_list("part", "count")
    return counted


_ORDERS = "admin:orders_order_changelist"
_SEES_ORDERS = ("orders.check_order",)

LISTS: tuple[tuple[Callable[[datetime], Parts], tuple[_List, ...]], ...] = (
    (
        _orders,
        (
            _List(
                part="held",
                title=_("Orders to decide"),
                page=_ORDERS,
                query="?work=held",
                permissions=_SEES_ORDERS,
            ),
            _List(
                part="in_check",
                title=_("Orders in the automatic check"),
                page=_ORDERS,
                query="?work=in_check",
                permissions=_SEES_ORDERS,
            ),
            _List(
                part="to_ship",
                title=_("Orders to be shipped"),
                page=_ORDERS,
                query="?work=to_ship",
                permissions=_SEES_ORDERS,
            ),
        ),
    ),
    (
        _shipments,
        (
            _List(
                part="to_pick",
                title=_("Shipments to pick"),
                page="admin:orders_pickwave_make",
                permissions=("orders.pick_order",),
            ),
            _List(
                part="picking",
                title=_("Shipments being picked"),
                page="admin:orders_pickwave_changelist",
                query="?state__exact=open",
                permissions=("orders.pick_order",),
            ),
            _List(
                part="packed",
                title=_("Shipments packed, to hand over"),
                page="admin:orders_ship_desk",
                permissions=("orders.ship_order",),
            ),
        ),
    ),
    (
        _exceptions,
        (
            _List(
                part="refunds",
                title=_("Refunds that the gateway refused"),
                page="admin:payments_refund_changelist",
                query="?state__exact=failed",
                permissions=("orders.refund_order",),
                is_trouble=True,
            ),
            _List(
                part="notifications",
                title=_("Payment notifications not believed, last 24 hours"),
                page="admin:payments_notification_changelist",
                permissions=("payments.view_notification",),
                is_trouble=True,
            ),
            _List(
                part="parcels",
                title=_("Parcels in trouble on their way"),
                page="admin:logistics_parcel_changelist",
                query="?state__exact=exception",
                permissions=("orders.check_order", "orders.ship_order", "orders.cancel_order"),
                is_trouble=True,
            ),
            _List(
                part="alerts",
                title=_("SKUs with low stock"),
                page="admin:inventory_stockalert_changelist",
                permissions=("inventory.view_stockalert",),
            ),
        ),
    ),
    (
        _products,
        (
            _List(
                part="to_check",
                title=_("Products to check"),
                page="admin:catalog_product_changelist",
                query="?status__exact=in_check&checked_at__isnull=True",
                permissions=("catalog.check_product",),
            ),
            _List(
                part="to_approve",
                title=_("Products to approve"),
                page="admin:catalog_product_changelist",
                query="?status__exact=in_check&checked_at__isnull=False",
                permissions=("catalog.approve_product",),
            ),
        ),
    ),
    (
        _articles,
        (
            _List(
                part="articles",
                title=_("Articles to check"),
                page="admin:marketing_article_changelist",
                query="?status__exact=in_check",
                permissions=("marketing.publish_article",),
            ),
            _List(
                part="drafts",
                title=_("Articles being written"),
                page="admin:marketing_article_changelist",
                query="?status__exact=draft",
                permissions=("marketing.change_article",),
            ),
        ),
    ),
    (
        _dead_links,
        (
            _List(
                part="dead_links",
                title=_("Dead links in our texts"),
                page="admin:shop_deadlink_changelist",
                permissions=("shop.change_deadlink",),
            ),
        ),
    ),
    (
        _reviews,
        (
            _List(
                part="to_answer",
                title=_("Bad reviews to answer"),
                page="admin:marketing_review_changelist",
                query="?work=answer",
                permissions=("marketing.answer_review",),
            ),
            _List(
                part="to_decide",
                title=_("Reviews to decide"),
                page="admin:marketing_review_changelist",
                query="?work=decide",
                permissions=("marketing.moderate_review",),
            ),
        ),
    ),
    (
        _goods_to_look_at,
        (
            _List(
                part="qualifications",
                title=_("Qualifications that end soon or have ended"),
                page="admin:catalog_qualification_changelist",
                query="?ends=soon",
                permissions=("catalog.add_qualification",),
                is_trouble=True,
            ),
            _List(
                part="slow",
                title=_("Slow-moving products: take down or clear"),
                page="admin:catalog_product_changelist",
                query="?flag=no_sale",
                permissions=("catalog.change_productflag",),
            ),
            _List(
                part="unseen",
                title=_("Products nobody has looked at since listing"),
                page="admin:catalog_product_changelist",
                query="?flag=no_view",
                permissions=("catalog.change_productflag",),
            ),
        ),
    ),
    (
        _machinery,
        (
            _List(
                part="imports",
                title=_("Imports that failed"),
                page="admin:common_importjob_changelist",
                query="?state__exact=failed",
                permissions=("catalog.add_product", "inventory.change_skusupply"),
                is_trouble=True,
            ),
            _List(
                part="deliveries",
                title=_("Events that could not be delivered"),
                page="admin:common_outboxdelivery_changelist",
                query="?state__exact=failed",
                permissions=("common.view_outboxdelivery",),
                is_trouble=True,
            ),
        ),
    ),
)


def work_for(staff: Staff, at: datetime) -> list[WorkItem]:
    """Return the lists that somebody may work on, what is late or wrong first."""
    items = [item for count, lists in LISTS for item in _items(staff, at, count, lists)]
    return sorted(items, key=_urgency)


def _urgency(item: WorkItem) -> int:
    if item.waiting.late or (item.is_trouble and item.waiting.count):
        return 0
    return 1 if item.waiting.count else 2


def _items(
    staff: Staff,
    at: datetime,
    count: Callable[[datetime], Parts],
    lists: tuple[_List, ...],
) -> Iterator[WorkItem]:
    shown = [line for line in lists if any(map(staff.has_perm, line.permissions))]
    if not shown:
        return
    parts = count(at)
    for line in shown:
        try:
            address = reverse(line.page) + line.query
        except NoReverseMatch:  # its app has no such page (yet)
            continue
        yield WorkItem(
            title=line.title,
            waiting=parts[line.part],
            address=address,
            is_trouble=line.is_trouble,
        )


def _counted(rows: QuerySet[DeadLink], since: str) -> Waiting:
    found = rows.aggregate(count=Count("pk"), oldest=Min(since))
    return Waiting(count=found["count"], oldest=found["oldest"])
