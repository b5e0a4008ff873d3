"""What happened to a product, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from catalog.models import Product, ProductHistory
from shop.common.selectors import is_region, region_path

_MOST = 12
_CHECK = {"checked": _("checked"), "waiting": _("waits for its check again")}
_QUALITY = {"complained": _("complaint about its quality")}
_WORDS: dict[str, dict[Any, StrOrPromise]] = {
    "status": dict(Product.Status.choices),
    "sales_scope": dict(Product.SalesScope.choices),
    "check": {**_CHECK},
    "quality": {**_QUALITY},
}


@dataclass(frozen=True, kw_only=True)
class Event:
    at: datetime
    words: StrOrPromise
    who: str
    reason: str


def events_of(product: Product) -> Iterator[Event]:
    """Yield the latest events of a product, newest first, in one query."""
    rows = ProductHistory.objects.filter(product=product).select_related("actor_user")
    for row in rows.order_by("-at", "-pk")[:_MOST]:
        words = _WORDS.get(row.axis, {})
        yield Event(
            at=row.at,
            words=words.get(row.to_state, row.to_state),
            who=str(row.actor_user or row.actor_process),
            reason=_named(row.reason) if row.axis == "sales_scope" else row.reason,
        )


def _named(reason: str) -> str:
    """Name the regions whose codes the history keeps; the last may be cut off."""
    return "、".join(region_path(code) for code in reason.split() if is_region(code))
