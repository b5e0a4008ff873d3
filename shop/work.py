"""What waits for the staff in the whole shop, as lists for those who may see them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from orders.selectors.staff_work import Waiting
from shop import work_counts
from shop.work_counts import Parts


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


_ORDERS = "admin:orders_order_changelist"
_SEES_ORDERS = ("orders.check_order",)

LISTS: tuple[tuple[Callable[[datetime], Parts], tuple[_List, ...]], ...] = (
    (
        work_counts.orders,
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
            _List(
                part="suspected",
                title=_("Suspected fake orders to look at"),
                page=_ORDERS,
                query="?suspicion__exact=suspected",
                permissions=_SEES_ORDERS,
            ),
        ),
    ),
    (
        work_counts.shipments,
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
        work_counts.exceptions,
        (
            _List(
                part="open",
                title=_("Differences with gateways"),
                page="admin:payments_difference_changelist",
                query="?state__exact=open",
                permissions=("payments.settle_difference",),
                is_trouble=True,
            ),
            _List(
                part="proposed",
                title=_("Differences that need a second person"),
                page="admin:payments_difference_changelist",
                query="?state__exact=proposed",
                permissions=("payments.settle_difference",),
            ),
            _List(
                part="disputed",
                title=_("Payments over another amount than asked for"),
                page="admin:payments_paymentattempt_changelist",
                query="?work=disputed",
                permissions=("orders.refund_order",),
                is_trouble=True,
            ),
            _List(
                part="statements",
                title=_("Statements of gateways that could not be had"),
                page="admin:payments_statement_changelist",
                query="?state__exact=failed",
                permissions=("payments.settle_difference",),
                is_trouble=True,
            ),
            _List(
                part="proposals",
                title=_("Refunds that wait for a second person"),
                page="admin:payments_refundproposal_changelist",
                query="?state__exact=waiting",
                permissions=("orders.refund_order",),
            ),
            _List(
                part="cards",
                title=_("Bank cards for refunds that wait for a second person"),
                page="admin:payments_refund_changelist",
                query="?work=card",
                permissions=("orders.refund_order",),
            ),
            _List(
                part="transfers",
                title=_("Bank transfers that wait for a second person"),
                page="admin:payments_transferreceipt_changelist",
                query="?state__exact=waiting",
                permissions=("orders.refund_order",),
            ),
            _List(
                part="rules",
                title=_("Rules of risk to be retired, which need a second person"),
                page="admin:payments_riskrule_changelist",
                query="?work=retire",
                permissions=("payments.enforce_riskrule",),
            ),
            _List(
                part="late_refunds",
                title=_("Refunds that are on their way for days"),
                page="admin:payments_refundpart_changelist",
                query="?work=late",
                permissions=("orders.refund_order",),
                is_trouble=True,
            ),
            _List(
                part="by_hand",
                title=_("Refunds to be paid out by hand"),
                page="admin:payments_refundpart_changelist",
                query="?attempt__gateway=transfer&state__exact=pending",
                permissions=("orders.refund_order",),
            ),
            _List(
                part="excess",
                title=_("Cases of money that was not owed"),
                page="admin:payments_refund_changelist",
                query="?case__exact=open",
                permissions=("orders.refund_order",),
            ),
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
        work_counts.products,
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
        work_counts.articles,
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
        work_counts.dead_links,
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
        work_counts.reviews,
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
        work_counts.goods_to_look_at,
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
                part="claims",
                title=_("Goods on sale with words that may not be used"),
                page="admin:catalog_product_changelist",
                query="?flag=claims",
                permissions=("catalog.check_product", "catalog.change_claim"),
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
        work_counts.machinery,
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
