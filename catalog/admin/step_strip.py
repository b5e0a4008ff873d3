"""The five steps of listing above a product's form: what is done, by whom, and what is missing."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from catalog.models import ListingStep, Product
from catalog.selectors.completeness import missing_in_steps
from catalog.selectors.qualifications import missing_kinds
from catalog.types import Missing
from inventory.selectors.costs import skus_without_cost
from inventory.selectors.stock_entry import skus_without_stock

Step = ListingStep.Step
_MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that is missing (or only advised), and where it is mended."""

    name: StrOrPromise
    url: str
    only_advised: bool


@dataclass(frozen=True, kw_only=True)
class StepView:
    label: StrOrPromise
    gaps: list[Gap]
    done: ListingStep | None

    @property
    def is_complete(self) -> bool:
        return all(gap.only_advised for gap in self.gaps)


def step_strip(
    product: Product, at: datetime, *, sees_costs: bool, sheet_url: str
) -> list[StepView]:
    """Return the five steps in the order of work; stock is entered on inventory's sheet."""
    done = {
        row.step: row
        for row in ListingStep.objects.filter(product=product).select_related("done_by")
    }
    missing = [
        *missing_in_steps(product, at),
        *_documents(product, at),
        *_asked_of_inventory(product, sees_costs=sees_costs),
    ]
    return [
        StepView(
            label=step.label,
            done=done.get(step.value),
            gaps=[_gap(product, one, sheet_url) for one in missing if one.step == step],
        )
        for step in Step
    ]


def _documents(product: Product, at: datetime) -> list[Missing]:
    return [
        Missing(step=Step.INFORMATION, name=kind.name, place=f"qualification-{kind.pk}")
        for kind in missing_kinds(product, timezone.localdate(at))
    ]


def _asked_of_inventory(product: Product, *, sees_costs: bool) -> list[Missing]:
    """Name what only inventory's tables can tell; a page may read them."""
    found = []
    if bare := skus_without_stock(product.pk):
        found.append(_named(Step.STOCK, _("no stock entered for %(skus)s"), bare, "stock"))
    if sees_costs and (costless := skus_without_cost(product.pk)):
        found.append(_named(Step.INFORMATION, _("no cost price for %(skus)s"), costless, "costs"))
    return found


def _named(step: Step, wording: StrOrPromise, codes: list[str], place: str) -> Missing:
    shown = "、".join(codes[:_MOST_NAMED]) + ("…" if len(codes) > _MOST_NAMED else "")
    name = str(wording) % {"skus": shown}
    return Missing(step=step, name=name, place=place, only_advised=True)


def _gap(product: Product, missing: Missing, sheet_url: str) -> Gap:
    return Gap(
        name=missing.name,
        url=_address(product, missing.place, sheet_url),
        only_advised=missing.only_advised,
    )


def _address(product: Product, place: str, sheet_url: str) -> str:
    if place.startswith("qualification-"):
        kind = place.removeprefix("qualification-")
        page = reverse("admin:catalog_qualification_add")
        return f"{page}?kind={kind}&product={product.pk}"
    if place in {"stock", "costs"}:
        levels = f"{reverse('admin:inventory_stocklevel_changelist')}?q={product.number}"
        return sheet_url or levels
    if place == "skus" and not product.skus.all():
        return reverse("admin:catalog_product_skus", args=[product.pk])
    return {"skus": "#skus-group", "pictures": "#id_new_pictures"}.get(place, f"#id_{place}")
