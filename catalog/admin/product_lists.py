"""The product list: what its rows show, read in a fixed number of queries, and its filters."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from unfold.views import ChangeList

from catalog.admin.steps import open_steps
from catalog.models import Category, Product, ProductFlag
from inventory.selectors.availability import available_quantities


class ProductChangeList(ChangeList):
    """Asks at once for the stock of all rows of a page, and for the steps open to who reads it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)  # type: ignore[has-type]  # set by Django above
        available = available_quantities(sku.pk for row in rows for sku in row.skus.all())
        for row in rows:
            row.stock = sum(available[sku.pk] for sku in row.skus.all())
            row.steps = open_steps(row, request.user)
        self.result_list = rows


class CategoryFilter(admin.SimpleListFilter):
    """A category with all below it."""

    title = _("category")
    parameter_name = "under"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        nodes = Category.objects.order_by("path")
        return [(node.path, f"{'　' * (node.depth - 1)}{node.name}") for node in nodes]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        path = self.value()
        return queryset.filter(category__path__startswith=path) if path else queryset


class StockFilter(admin.SimpleListFilter):
    title = _("stock")
    parameter_name = "stock"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        return [("yes", _("in stock")), ("no", _("sold out"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(listing__in_stock=self.value() == "yes")


class FlagFilter(admin.SimpleListFilter):
    """What somebody should look at; slow sellers that were decided on are left out."""

    title = _("remarked on")
    parameter_name = "flag"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        return list(ProductFlag.Kind.choices)

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        if self.value() not in ProductFlag.Kind.values:
            return queryset
        flags = ProductFlag.objects.undecided().filter(kind=self.value())
        return queryset.filter(pk__in=flags.values("product"), status__in=Product.LIVE)


def status_chips(chosen: str) -> Sequence[dict[str, Any]]:
    """Return one chip per sale status with its count, and one for all of them."""
    address = reverse("admin:catalog_product_changelist")
    counts = dict(Product.objects.values_list("status").annotate(count=Count("pk")))
    chips: list[dict[str, Any]] = [
        {
            "label": _("All"),
            "url": address,
            "count": sum(counts.values()),
            "is_chosen": not chosen,
        }
    ]
    for value, label in Product.Status.choices:
        if counts.get(value) or value == chosen:
            chips.append(
                {
                    "label": label,
                    "url": f"{address}?status__exact={value}",
                    "count": counts.get(value, 0),
                    "is_chosen": value == chosen,
                }
            )
    return chips
