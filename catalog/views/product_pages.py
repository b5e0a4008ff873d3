"""The product page."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.selectors.categories import trail_to
from catalog.selectors.hot_words import hot_words_change_at
from catalog.selectors.listings import best_sellers
from catalog.selectors.pictures import rendition_url
from catalog.selectors.products import ProductPage, product_page
from catalog.selectors.skus import product_address
from catalog.views.offers import make_offer
from inventory.selectors.availability import available_quantities
from shop.common.http import ShopRequest
from shop.common.page_cache import cached_page, fresh_until

_SIMILAR = 10


def _topics(*, number: str, **_address: str) -> list[str]:
    return [f"product:{number}"]


@require_safe
@cached_page(_topics)
def product_detail(request: ShopRequest, slug: str, number: str) -> HttpResponse:
    page = product_page(number, timezone.now())
    if page is None:
        raise Http404
    product = page.product
    if not product.is_live:
        return _gone(request, product)
    if slug != product.slug:
        address = product_address(product.slug, product.number)
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    available = available_quantities(sku.sku_id for sku in page.choices)
    offer = make_offer(page, available, request.GET.get("sku", ""))
    context = {
        "page": page,
        "product": product,
        "offer": offer,
        "trail": trail_to(product.category.path),
        "sku_data": offer.as_data(_pictures_by_value(page)),
    }
    template = "catalog/product_detail.html"
    page_name = f"{template}#price_reasons" if request.htmx else template
    response = render(request, page_name, context)
    changes_at = hot_words_change_at(timezone.now())
    return fresh_until(response, product.listing.prices_change_at, changes_at)


def _gone(request: ShopRequest, product: Product) -> HttpResponse:
    """Say that the product was taken down, and lead on to others like it.

    Nothing that it says is shown: somebody may be rewriting it, and nobody has checked that.
    """
    trail = trail_to(product.category.path)
    context = {
        "trail": trail,
        "similar": best_sellers(_SIMILAR, product.category.path),
    }
    return render(request, "catalog/product_gone.html", context, status=410)


def _pictures_by_value(page: ProductPage) -> dict[int, tuple[int, str]]:
    places: dict[int, tuple[int, str]] = {}
    for place, picture in enumerate(page.main_pictures):
        if picture.value_id is not None:
            places.setdefault(picture.value_id, (place, rendition_url(picture.name, 240)))
    return places
