"""How single products do: views, carts and buyers, of all goods or of one day by day."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.selectors.products import ProductDay, product_days, product_sums
from analytics.types import Span
from catalog.models import Product
from shop.common.typed_numbers import page_number

_PERIODS = (1, 7, 30)
_ON_A_PAGE = 50
_ORDERS = ("views", "visitors", "added", "buyers", "pieces")


@dataclass(frozen=True, kw_only=True)
class GoodsRow:
    product: Product
    figures: ProductDay
    url: str


def goods_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show the listed goods of the last days, those looked at most (or another figure) first."""
    _refuse_strangers(request)
    days = _days(request)
    sums = product_sums(_last(days))
    by = request.GET.get("by", "")
    by = by if by in _ORDERS else "views"
    goods = Product.objects.live().only("pk", "number", "title").order_by("pk")
    rows = sorted(
        (_row(product, sums.get(product.pk, ProductDay())) for product in goods),
        key=lambda row: (-getattr(row.figures, by), row.product.pk),
    )
    context = site.each_context(request) | {
        "title": _("Figures of the goods"),
        "days": days,
        "periods": _PERIODS,
        "by": by,
        "page": Paginator(rows, _ON_A_PAGE).get_page(page_number(request.GET.get("page"))),
    }
    return TemplateResponse(request, "analytics/goods.html", context)


def product_view(request: HttpRequest, site: AdminSite, product_id: int) -> HttpResponse:
    """Show one product day by day."""
    _refuse_strangers(request)
    product = get_object_or_404(Product, pk=product_id)
    span = _last(30)
    context = site.each_context(request) | {
        "title": f"{product.number} {product.title}",
        "product": product,
        "days": product_days(product_id, span),
        "back": reverse("admin:catalog_product_change", args=[product_id]),
    }
    return TemplateResponse(request, "analytics/product.html", context)


def _row(product: Product, figures: ProductDay) -> GoodsRow:
    url = reverse("admin:analytics-product", args=[product.pk])
    return GoodsRow(product=product, figures=figures, url=url)


def _days(request: HttpRequest) -> int:
    told = request.GET.get("days", "")
    return int(told) if told in map(str, _PERIODS) else 7


def _last(days: int) -> Span:
    today = timezone.localdate()
    return Span.of_days(today - timedelta(days=days - 1), today)


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm("analytics.view_dashboard"):
        raise PermissionDenied
