"""Who runs the shop: what the E-Commerce Law wants to be published."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from shop.common.http import ShopRequest
from shop.selectors import site_settings


@require_safe
def about(request: ShopRequest) -> HttpResponse:
    return render(request, "shop/about.html")


@require_safe
def favicon(_request: ShopRequest) -> HttpResponse:
    """Lead browsers that guess to the picture that operators chose."""
    return redirect(site_settings().icon_url or static("favicon.svg"))
