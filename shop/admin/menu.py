"""The menu by job: a person sees the jobs that he has something to do in, and nothing else.

Pages that a job needs often are named here, in the order of work. What else an app shows in the
admin is added to the app's job by itself, so that no page can be forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page of the menu: the list of a model, or a page with a permission of its own."""

    model: str = ""
    page: str = ""
    permission: str = ""
    title: StrOrPromise = ""
    icon: str


@dataclass(frozen=True, kw_only=True)
class Job:
    title: StrOrPromise
    entries: tuple[Entry, ...] = ()
    apps: tuple[str, ...] = ()  # whose other pages belong here
    icon: str = "chevron_right"


JOBS = (
    Job(
        title=_("Goods"),
        entries=(
            Entry(model="catalog.product", icon="sell"),
            Entry(model="catalog.category", icon="account_tree"),
            Entry(model="catalog.brand", icon="verified"),
            Entry(model="catalog.mediaasset", icon="photo_library"),
            Entry(model="catalog.mediafolder", icon="folder"),
            Entry(model="catalog.qualification", icon="workspace_premium"),
            Entry(model="catalog.claim", icon="gavel"),
            Entry(model="common.importjob", title=_("Import and export"), icon="upload_file"),
            Entry(model="catalog.hotword", icon="local_fire_department"),
            Entry(model="catalog.synonym", icon="sync_alt"),
            Entry(model="catalog.missedword", icon="search_off"),
        ),
        apps=("catalog",),
        icon="label",
    ),
    Job(
        title=_("Orders"),
        entries=(Entry(model="orders.order", icon="receipt_long"),),
        apps=("orders",),
        icon="receipt",
    ),
    Job(
        title=_("Warehouse"),
        entries=(
            Entry(model="orders.pickwave", icon="checklist"),
            Entry(
                page="admin:orders_ship_desk",
                permission="orders.ship_order",
                title=_("Ship desk"),
                icon="barcode_scanner",
            ),
            Entry(model="inventory.stocklevel", icon="inventory_2"),
            Entry(model="inventory.stockalert", icon="production_quantity_limits"),
            Entry(model="inventory.stockmovement", icon="swap_vert"),
            Entry(model="inventory.reservation", icon="lock_clock"),
            Entry(model="inventory.warehouse", icon="warehouse"),
        ),
        apps=("inventory",),
        icon="shelves",
    ),
    Job(
        title=_("Logistics"),
        entries=(
            Entry(model="logistics.shipment", icon="package_2"),
            Entry(model="logistics.parcel", icon="local_shipping"),
            Entry(model="logistics.freighttemplate", icon="request_quote"),
            Entry(model="logistics.carrier", icon="delivery_truck_speed"),
        ),
        apps=("logistics",),
        icon="local_shipping",
    ),
    Job(
        title=_("Content"),
        entries=(
            Entry(model="marketing.homeblock", icon="home_app_logo"),
            Entry(model="marketing.banner", icon="gallery_thumbnail"),
            Entry(model="marketing.article", icon="article"),
            Entry(model="marketing.helpgroup", icon="help_center"),
            Entry(model="shop.deadlink", icon="link_off"),
            Entry(model="shop.outsidelink", icon="link"),
        ),
        icon="web",
    ),
    Job(title=_("Marketing"), apps=("marketing",), icon="campaign"),
    Job(
        title=_("Customers"),
        entries=(
            Entry(model="customers.user", icon="group"),
            Entry(model="customers.blacklistentry", icon="person_off"),
        ),
        apps=("customers",),
        icon="person",
    ),
    Job(
        title=_("Customer service"),
        entries=(
            Entry(model="marketing.review", icon="reviews"),
            Entry(model="common.message", icon="mail"),
        ),
        icon="support_agent",
    ),
    Job(
        title=_("Finance"),
        entries=(
            Entry(model="payments.paymentplan", icon="payments"),
            Entry(model="payments.transferreceipt", icon="account_balance_wallet"),
            Entry(model="payments.refundproposal", icon="approval"),
            Entry(model="payments.refund", icon="undo"),
            Entry(model="payments.refundpart", icon="call_split"),
            Entry(model="payments.paymentattempt", icon="credit_card"),
            Entry(model="payments.notification", icon="notifications"),
            Entry(model="payments.notificationrefusal", icon="block"),
            Entry(model="payments.difference", icon="difference"),
            Entry(model="payments.statement", icon="summarize"),
            Entry(model="payments.statementrow", icon="list_alt"),
            Entry(
                page="admin:payments_statement_report",
                permission="payments.view_statement",
                title=_("Reconciliation report"),
                icon="calendar_month",
            ),
            Entry(model="payments.bankreceipt", icon="assured_workload"),
            Entry(model="payments.ledgerentry", icon="account_balance"),
            Entry(
                page="admin:payments_ledgerentry_balances",
                permission="payments.view_ledgerentry",
                title=_("Balances"),
                icon="balance",
            ),
        ),
        apps=("payments",),
        icon="payments",
    ),
    Job(
        title=_("Risk"),
        entries=(
            Entry(model="payments.riskassessment", icon="policy"),
            Entry(model="payments.riskrule", icon="rule"),
            Entry(model="payments.risktrial", icon="science"),
        ),
        icon="policy",
    ),
    Job(
        title=_("Data"),
        entries=(
            Entry(
                page="admin:analytics-dashboard",
                permission="analytics.view_dashboard",
                title=_("Dashboard"),
                icon="monitoring",
            ),
            Entry(
                page="admin:analytics-goods",
                permission="analytics.view_dashboard",
                title=_("Figures of the goods"),
                icon="query_stats",
            ),
        ),
        apps=("analytics",),
        icon="table_chart",
    ),
    Job(
        title=_("Settings"),
        entries=(
            Entry(model="shop.sitesettings", icon="storefront"),
            Entry(model="common.policyvalue", icon="tune"),
            Entry(model="common.messagetemplate", icon="edit_note"),
            Entry(model="common.provideraccount", icon="key"),
            Entry(model="auth.group", title=_("Roles"), icon="badge"),
            Entry(model="common.outboxdelivery", icon="outbox"),
            Entry(model="common.reveallog", icon="visibility"),
        ),
        apps=("shop", "common", "auth", "auditlog", "axes"),
        icon="settings",
    ),
)
HOME = Entry(page="admin:index", title=_("Home"), icon="home")


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the theme its groups; none is empty."""
    shown = _pages_of(request)
    home: dict[str, Any] = {
        "title": "",
        "items": [_item(HOME.title, reverse(HOME.page), HOME.icon)],
    }
    filled = [(job, list(_items(job, shown, request))) for job in JOBS]
    jobs: list[dict[str, Any]] = [
        {"title": str(job.title), "items": items} for job, items in filled if items
    ]
    groups = [home, *jobs]
    _mark_active([item for group in groups for item in group["items"]], request.path)
    return groups


def _mark_active(items: list[dict[str, Any]], path: str) -> None:
    """Mark the one entry that leads nearest to the page that is shown."""
    leading = [item["link"] for item in items if path.startswith(item["link"])]
    nearest = max(leading, key=len, default="")
    for item in items:
        item["active"] = item["link"] == nearest


def _pages_of(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """Return title and address of every list that this person may see, by model."""
    models = [model for app in admin.site.get_app_list(request) for model in app["models"]]
    return {
        f"{model['model']._meta.label_lower}": (capfirst(str(model["name"])), model["admin_url"])  # noqa: SLF001  Django's documented way to a model's name
        for model in models
        if model["admin_url"]
    }


_NAMED = {entry.model for job in JOBS for entry in job.entries if entry.model}


def _items(
    job: Job, shown: dict[str, tuple[str, str]], request: HttpRequest
) -> Iterator[dict[str, Any]]:
    for entry in job.entries:
        if entry.model in shown:
            title, address = shown[entry.model]
            yield _item(entry.title or title, address, entry.icon)
        elif entry.page and request.user.has_perm(entry.permission):
            try:
                yield _item(entry.title, reverse(entry.page), entry.icon)
            except NoReverseMatch:  # the page's app does not offer it (yet)
                continue
    for label, (title, address) in shown.items():
        if label.partition(".")[0] in job.apps and label not in _NAMED:
            yield _item(title, address, job.icon)


def _item(title: StrOrPromise, address: str, icon: str) -> dict[str, Any]:
    return {"title": str(title), "link": address, "icon": icon}
