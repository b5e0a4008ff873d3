"""What delivery of one piece costs, and where to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.selectors.products import product_page
from catalog.types import SkuChoice
from catalog.views.offers import make_offer
from customers.selectors.addresses import addresses_of
from logistics.selectors.freight import freight_of_one
from shop.common.http import ShopRequest
from shop.common.selectors import children_of, is_region, province_of, region_path

BEIJING = "110101"
_COOKIE = "kaidian_region"
_COOKIE_SECONDS = 60 * 60 * 24 * 180


@require_safe
def delivery_estimate(request: ShopRequest, slug: str, number: str) -> HttpResponse:
    page = product_page(number, timezone.now())
    if page is None or not page.product.is_live:
        raise Http404(slug)
    chosen = make_offer(page, {}, request.GET.get("sku", "")).chosen
    region = _region(request)
    context = {
        "product": page.product,
        "sku": chosen,
        "region": region_path(region),
        "province": province_of(region),
        "provinces": children_of(""),
        "quote": _quote(page.product.pk, chosen, region),
    }
    template = "catalog/delivery_estimate.html"
    response = render(request, f"{template}#estimate" if request.htmx else template, context)
    if request.GET.get("to") == region:
        response.set_cookie(_COOKIE, region, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax")
    return response


def _quote(product_id: int, sku: SkuChoice | None, region: str) -> object:
    if sku is None or sku.price is None:
        return None
    return freight_of_one(
        district_code=region,
        product_id=product_id,
        amount=sku.price.sale,
        weight_grams=sku.weight_grams,
        volume_cm3=sku.volume_cm3,
    )


def _region(request: HttpRequest) -> str:
    """Take the place that the shopper chose now or before, else their address, else Beijing."""
    for code in (request.GET.get("to", ""), request.COOKIES.get(_COOKIE, "")):
        if is_region(code):
            return code
    addresses = addresses_of(request.user.pk) if request.user.is_authenticated else []
    return addresses[0].district_code if addresses else BEIJING
