"""Articles and help pages."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.selectors.shelves import cards_of
from marketing.models import ArticleKind, ArticlePage
from marketing.models.article import READING
from marketing.selectors.articles import (
    address_of_page,
    articles_of,
    find_help,
    help_page,
    more_articles,
    reading_page,
)
from shop.common.http import ShopRequest
from shop.common.paging import is_past_end, last_page
from shop.common.policy_texts import quote_policies
from shop.common.selectors import moved_thing
from shop.common.typed_numbers import page_number
from shop.common.types import Crumb

_MORE = 4
_LONGEST_QUESTION = 40


@require_safe
def article_list(request: ShopRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in READING else ""
    asked = request.GET.get("page", "")
    page = articles_of(kind, asked)
    if is_past_end(page, page_number(asked)):
        return redirect(last_page(request, page))
    context = {
        "kind": kind,
        "kinds": [(known.value, ArticleKind(known).label) for known in READING],
        "page": page,
    }
    return render(request, "marketing/article_list.html", context)


@require_safe
def article_detail(request: ShopRequest, slug: str) -> HttpResponse:
    page = reading_page(slug)
    if page is None:
        return _moved(slug)
    context = {
        "page": page,
        "trail": [Crumb(name=_("Articles"), url=reverse("marketing:article-list"))],
        "body": quote_policies(page.body),
        "listings": cards_of(page.product_ids),
        "more": more_articles(page, _MORE),
    }
    return render(request, "marketing/article_detail.html", context)


@require_safe
def help_list(request: ShopRequest) -> HttpResponse:
    question = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:_LONGEST_QUESTION]
    context = {"question": question, "found": find_help(question) if question else []}
    return render(request, "marketing/help_list.html", context)


@require_safe
def help_detail(request: ShopRequest, slug: str) -> HttpResponse:
    page = help_page(slug)
    if page is None:
        return _moved(slug)
    context = {
        "page": page,
        "trail": [Crumb(name=_("Help"), url=reverse("marketing:help-list"))],
        "body": quote_policies(page.body),
        "listings": cards_of(page.product_ids),
    }
    return render(request, "marketing/help_detail.html", context)


def _moved(slug: str) -> HttpResponse:
    """Lead on from an address that an article had before, also to the other kind of page."""
    page = ArticlePage.objects.filter(slug=slug).only("kind", "slug").first()
    address = page.get_absolute_url() if page else address_of_page(moved_thing("article", slug))
    if not address:
        raise Http404
    return redirect(address, permanent=True)
