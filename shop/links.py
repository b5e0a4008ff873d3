"""Links that stand in the shop's own texts, and where each is edited."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.urls import reverse

from catalog.models import HotWord, Product
from marketing.models import Article, ArticlePage, Banner, HomeBlock
from marketing.models.article import HELPING

_ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*"([^"]*)\"""", re.IGNORECASE)
_NOT_FOLLOWED = ("mailto:", "tel:", "data:", "#")
_CHUNK = 500
LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Place:
    """A text that may hold links."""

    key: str
    name: str
    edit_url: str


@dataclass(frozen=True, kw_only=True)
class FoundLink:
    place: Place
    address: str

    @property
    def path(self) -> str:
        """The path and query of a page of this shop; nothing for other sites."""
        whole = urlsplit(urljoin(settings.SITE_URL, self.address))
        if whole.netloc != urlsplit(settings.SITE_URL).netloc:
            return ""
        return f"{whole.path or '/'}?{whole.query}" if whole.query else whole.path or "/"


def all_links() -> Iterator[FoundLink]:
    """Yield every link in articles, detail pages, banners, blocks, hot words and the help menu."""
    for place, text in _texts():
        for address in _addresses(text):
            yield FoundLink(place=place, address=address)
    banners = Banner.objects.filter(is_active=True).order_by("pk")
    for pk, title, link in banners.values_list("pk", "title", "link"):
        yield FoundLink(place=_place("marketing_banner", pk, title), address=link)
    for pk, word, link in (
        HotWord.objects.exclude(link="").order_by("pk").values_list("pk", "word", "link")
    ):
        yield FoundLink(place=_place("catalog_hotword", pk, word), address=link)
    for page in ArticlePage.objects.of_kinds(HELPING).order_by("pk"):
        place = _place("marketing_article", page.article_id, page.title)
        yield FoundLink(place=place, address=page.get_absolute_url())


def _texts() -> Iterator[tuple[Place, str]]:
    # Both what is being written and what readers see: a dead link is mended in the former.
    articles = Article.objects.exclude(status=Article.Status.WITHDRAWN).order_by("pk")
    for pk, title, body in articles.values_list("pk", "title", "body").iterator(_CHUNK):
        yield _place("marketing_article", pk, title), body
    products = Product.objects.live().filter(detail__contains="=").order_by("pk")
    for pk, title, detail in products.values_list("pk", "title", "detail").iterator(_CHUNK):
        yield _place("catalog_product", pk, title), detail
    for block in HomeBlock.objects.filter(kind=HomeBlock.Kind.TEXT).order_by("pk"):
        yield _place("marketing_homeblock", block.pk, str(block)), block.text


def _addresses(html: str) -> Iterable[str]:
    found = (urldefrag(unescape(raw)).url.strip() for raw in _ADDRESS.findall(html))
    return dict.fromkeys(
        address[:LONGEST]
        for address in found
        if address and not address.lower().startswith(_NOT_FOLLOWED)
    )


def _place(model: str, pk: int, name: str) -> Place:
    return Place(
        key=f"{model}:{pk}", name=name, edit_url=reverse(f"admin:{model}_change", args=[pk])
    )
