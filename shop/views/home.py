"""The home page, and what it will be at another moment."""

from datetime import datetime

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.selectors.hot_words import hot_words_change_at
from shop.common.http import ShopRequest
from shop.common.page_cache import cached_page, fresh_until, shelf
from shop.home_page import home_page


@require_safe
@cached_page(shelf)
def home(request: ShopRequest) -> HttpResponse:
    now = timezone.now()
    page = home_page(now)
    response = render(request, "shop/home.html", {"stretches": page.stretches})
    return fresh_until(response, page.changes_at, hot_words_change_at(now))


@require_safe
@never_cache
@staff_member_required
@permission_required("marketing.view_homeblock", raise_exception=True)
def home_preview(request: ShopRequest) -> HttpResponse:
    at = _moment(request.GET.get("at", ""))
    context = {"stretches": home_page(at).stretches, "preview_at": at}
    return render(request, "shop/home.html", context)


def _moment(text: str) -> datetime:
    """Read a moment as a browser's field writes it; now, when it cannot be read."""
    try:
        read = parse_datetime(text)
    except ValueError:
        read = None
    if read is None:
        return timezone.now()
    return timezone.make_aware(read) if timezone.is_naive(read) else read
