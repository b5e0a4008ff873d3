"""The way from a visit to a paid order, step by step."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from analytics.measures import Unit, share, shown
from analytics.selectors.dashboard import Dashboard


@dataclass(frozen=True, kw_only=True)
class FunnelStep:
    label: StrOrPromise
    count: str
    of_before: str
    width: int


def funnel(found: Dashboard) -> list[FunnelStep]:
    """Compare how many people reached each step; the visitors of the shop are the whole."""
    steps = (
        (_("visited the shop"), found.interest.visitors),
        (_("saw a product"), found.interest.saw_product),
        (_("saw the cart"), found.interest.saw_cart),
        (_("placed an order"), found.ordering_customers),
        (_("paid"), found.now.paying_customers),
    )
    most = max([count for _label, count in steps if count is not None], default=0)
    made, before = [], None
    for label, count in steps:
        made.append(
            FunnelStep(
                label=label,
                count=shown(Unit.COUNT, count),
                of_before=shown(Unit.SHARE, share(count, before)),
                width=round(100 * (count or 0) / most) if most else 0,
            )
        )
        before = count
    return made
