"""What stands above a product's form: its state, its buttons, and who did what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django_stubs_ext import StrOrPromise

from catalog.admin.product_history import Event, events_of
from catalog.admin.product_wait import is_as_approved, possible, waits_for
from catalog.admin.step_strip import StepView, step_strip
from catalog.admin.steps import ProductStep, open_steps
from catalog.models import Product, ProductFlag, QualityComplaint
from catalog.selectors.content_check import check_product
from catalog.selectors.sales_regions import sales_region_words
from catalog.selectors.skus import product_address


@dataclass(frozen=True, kw_only=True)
class Button:
    label: StrOrPromise
    consequence: StrOrPromise
    icon: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One product for the strip above its form."""

    product: Product
    buttons: list[Button]
    waits_for: str
    history: list[Event]
    steps: list[StepView]
    shop_url: str
    stock_url: str
    skus_url: str
    waiver_url: str
    pre_sale_url: str
    regions_url: str
    regions: str
    figures_url: str
    costs_url: str
    freight_url: str
    flags: list[ProductFlag]
    complaints: list[QualityComplaint]


def summary_of(product: Product, user: Any, step_url: Callable[[int, str], str]) -> Summary:
    costs_url = _address_for(
        user, "inventory.change_skusupply", "inventory_skusupply_sheet", product.number
    )
    as_approved = is_as_approved(product)
    steps = possible(open_steps(product, user), as_approved=as_approved)
    flags = ProductFlag.objects.open().select_related("decided_by")
    address = product_address(product.slug, product.number)
    stock = reverse("admin:inventory_stocklevel_changelist")
    return Summary(
        product=product,
        buttons=[_button(step, step_url(product.pk, step.name)) for step in steps],
        waits_for=waits_for(product, as_approved=as_approved),
        steps=step_strip(
            product,
            timezone.now(),
            sees_costs=user.has_perm("inventory.view_skusupply"),
            sheet_url=costs_url,
        ),
        history=list(events_of(product)),
        shop_url=address if product.first_listed_at else "",
        stock_url=f"{stock}?q={product.number}",
        skus_url=_address_for(user, "catalog.add_sku", "catalog_product_skus", product.pk),
        pre_sale_url=_address_for(
            user, "catalog.change_skuprice", "catalog_product_presale", product.pk
        ),
        regions_url=_address_for(
            user, "catalog.change_product", "catalog_product_regions", product.pk
        ),
        regions=sales_region_words(product),
        costs_url=costs_url,
        freight_url=_address_for(
            user, "logistics.view_productfreight", "logistics_productfreight_changelist"
        ),
        figures_url=_figures_url(product, user),
        complaints=list(product.complaints.open().order_by("raised_at", "pk")),
        flags=list(flags.filter(product=product).order_by("kind")),
        waiver_url=_waiver_url(product, user),
    )


def _address_for(user: Any, permission: str, page: str, *args: str | int) -> str:
    return reverse(f"admin:{page}", args=args) if user.has_perm(permission) else ""


def _figures_url(product: Product, user: Any) -> str:
    """Lead to analytics' page of the product; catalog knows only its address."""
    return _address_for(user, "analytics.view_dashboard", "analytics-product", str(product.pk))


def _waiver_url(product: Product, user: Any) -> str:
    may = user.has_perm("catalog.add_claimwaiver") and check_product(product).blocking
    return reverse("admin:catalog_product_waiver", args=[product.pk]) if may else ""


def _button(step: ProductStep, url: str) -> Button:
    return Button(label=step.label, consequence=step.consequence, icon=step.icon, url=url)
