"""What delivery of one piece costs, where to, and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.selectors.categories import trail_to
from catalog.selectors.products import product_page
from catalog.selectors.sales_regions import not_sold_in
from catalog.selectors.skus import product_address
from catalog.types import SkuChoice
from catalog.views.offers import make_offer
from customers.selectors.addresses import addresses_of
from logistics.selectors.freight import freight_of_one
from orders.selectors.delivery_times import usual_delivery_time
from shop.common.http import ShopRequest
from shop.common.selectors import (
    children_of,
    is_region,
    province_of,
    region_codes,
    region_path,
)
from shop.common.types import Crumb, RegionChoice

BEIJING = "110101"
_COOKIE = "kaidian_region"
_COOKIE_SECONDS = 60 * 60 * 24 * 180


@dataclass(frozen=True, kw_only=True)
class Level:
    """One select of the place: province, city or district."""

    name: str
    label: str
    choices: list[RegionChoice]
    chosen: str


@require_safe
def delivery_estimate(request: ShopRequest, slug: str, number: str) -> HttpResponse:
    page = product_page(number, timezone.now())
    if page is None or not page.product.is_live:
        raise Http404(slug)
    chosen = make_offer(page, {}, request.GET.get("sku", "")).chosen
    asked = _asked(request)
    region = asked or _known(request)
    is_sold_there = not not_sold_in([page.product.pk], region)
    quote = _quote(page.product.pk, chosen, region) if is_sold_there else None
    context = {
        "product": page.product,
        "trail": _trail(page.product),
        "sku": chosen,
        "region": region_path(region),
        "levels": _levels(region),
        "is_choosing": bool(asked),
        "quote": quote,
        "is_sold_there": is_sold_there,
        "arrives": _arrival(page.product, region) if quote and quote.is_served else None,
    }
    template = "catalog/delivery_estimate.html"
    response = render(request, f"{template}#estimate" if request.htmx else template, context)
    if asked:
        response.set_cookie(_COOKIE, region, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax")
    return response


def _trail(product: Product) -> list[Crumb]:
    address = product_address(product.slug, product.number)
    above = [Crumb(name=node.name, url=node.url) for node in trail_to(product.category.path)]
    return [*above, Crumb(name=product.title, url=address)]


def _quote(product_id: int, sku: SkuChoice | None, region: str) -> Any:
    if sku is None or sku.price is None:
        return None
    return freight_of_one(
        district_code=region,
        product_id=product_id,
        amount=sku.price.sale,
        weight_grams=sku.weight_grams,
        volume_cm3=sku.volume_cm3,
    )


def _arrival(product: Product, region: str) -> datetime | None:
    """Say by when it usually arrives; pre-sales have terms of their own, and the sold out waits."""
    if product.status == Product.Status.PRE_SALE or not product.listing.in_stock:
        return None
    now = timezone.now()
    usual = usual_delivery_time(province_of(region), now)
    return None if usual is None else timezone.localtime(now + usual)


def _asked(request: HttpRequest) -> str:
    """Take the place that the shopper chose: as far down as the choices fit each other."""
    wanted = request.GET.get("province") or request.GET.get("to", "")
    chosen = wanted if is_region(wanted) else ""
    for name in ("city", "district"):
        parts = [part.code for part in children_of(chosen)] if chosen else []
        if request.GET.get(name) in parts:
            chosen = request.GET[name]
    return chosen


def _known(request: HttpRequest) -> str:
    """Take the place chosen before, else the shopper's address, else Beijing."""
    code = request.COOKIES.get(_COOKIE, "")
    if is_region(code):
        return code
    addresses = addresses_of(request.user.pk) if request.user.is_authenticated else []
    return addresses[0].district_code if addresses else BEIJING


def _levels(region: str) -> list[Level]:
    """Offer the parts of the country, and of each chosen part, down to the district."""
    names = (("province", _("Province")), ("city", _("City")), ("district", _("District")))
    chain = region_codes(region)
    parents = ["", *chain][: len(names)]
    chosen = [*chain, "", "", ""]
    return [
        Level(name=name, label=label, choices=children_of(parent), chosen=chosen[place])
        for place, ((name, label), parent) in enumerate(zip(names, parents, strict=False))
        if children_of(parent)
    ]
