"""Articles as readers find them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Q

from marketing.models import Article, ArticleKind, ArticlePage
from marketing.models.article import HELPING, READING
from shop.common.site_memory import of_the_site
from shop.common.typed_numbers import page_number

PAGE_SIZE = 12
_READING_KEY = "marketing:reading"
_READING_SECONDS = 600
_MOST_WORDS = 5
_MOST_FOUND = 40


@dataclass(frozen=True, kw_only=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class HelpSection:
    """A help group with its pages in order."""

    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What every page of the shop offers to read: the help pages, and the pinned announcement."""

    help: tuple[HelpSection, ...]
    notice: Link | None

    @property
    def terms(self) -> Link | None:
        """The terms of service, once they are published under their usual address."""
        return self._page("terms")

    @property
    def privacy(self) -> Link | None:
        return self._page("privacy")

    def _page(self, slug: str) -> Link | None:
        links = (link for section in self.help for link in section.links)
        return next((link for link in links if link.url.endswith(f"/{slug}/")), None)


def reading() -> Reading:
    """Return the help menu and the notice; warm it costs no query."""
    return of_the_site(_READING_KEY, _read, _READING_SECONDS)


def forget_reading() -> None:
    """Let the next page read the help menu and the notice anew."""
    cache.delete(_READING_KEY)


def reading_page(slug: str) -> ArticlePage | None:
    return ArticlePage.objects.of_kinds(READING).filter(slug=slug).first()


def help_page(slug: str) -> ArticlePage | None:
    pages = ArticlePage.objects.of_kinds(HELPING).select_related("help_group")
    return pages.filter(slug=slug).first()


def articles_of(kind: str, number: str) -> "Page[ArticlePage]":
    """Return one page of the articles of a kind, or of all kinds that are read for themselves."""
    kinds = (kind,) if kind in READING else READING
    rows = ArticlePage.objects.of_kinds(kinds).newest_first().for_lists()
    return Paginator(rows, PAGE_SIZE).get_page(page_number(number))


def home_articles(count: int) -> list[ArticlePage]:
    """Return the newest announcements and the newest other articles, so many of each."""
    notices = ArticlePage.objects.of_kinds((ArticleKind.ANNOUNCEMENT,))
    others = ArticlePage.objects.of_kinds((ArticleKind.KNOWLEDGE, ArticleKind.NEWS))
    rows = [pages.newest_first().for_lists()[:count] for pages in (notices, others)]
    return list(rows[0].union(rows[1], all=True))


def more_articles(page: ArticlePage, count: int) -> list[ArticlePage]:
    """Return the newest articles of the same kind."""
    rows = ArticlePage.objects.of_kinds((page.kind,)).exclude(pk=page.pk)
    return list(rows.newest_first().for_lists()[:count])


def find_help(words: str) -> list[ArticlePage]:
    """Return the help pages that hold every word."""
    rows = ArticlePage.objects.of_kinds(HELPING)
    for word in words.split()[:_MOST_WORDS]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(plain_text__icontains=word)
        )
    return list(rows.in_help_order().for_lists()[:_MOST_FOUND])


def address_of_page(article_id: int | None) -> str:
    """Return where a published article is read; nothing when readers do not see it."""
    page = ArticlePage.objects.filter(pk=article_id).only("kind", "slug").first()
    return page.get_absolute_url() if page else ""


def article_addresses() -> Iterator[tuple[str, datetime]]:
    """Yield where each published article is read, and when it was changed last."""
    for page in ArticlePage.objects.for_lists().order_by("pk").iterator():
        yield page.get_absolute_url(), page.changed_at


def due_articles(at: datetime) -> list[int]:
    rows = Article.objects.filter(status=Article.Status.SCHEDULED, scheduled_at__lte=at)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _read() -> Reading:
    return Reading(help=_help_sections(), notice=_notice())


def _help_sections() -> tuple[HelpSection, ...]:
    rows = ArticlePage.objects.of_kinds(HELPING).select_related("help_group").for_lists()
    sections: dict[str, list[Link]] = {}
    for page in rows.in_help_order():
        name = page.help_group.name if page.help_group else ""
        sections.setdefault(name, []).append(Link(title=page.title, url=page.get_absolute_url()))
    return tuple(HelpSection(name=name, links=tuple(links)) for name, links in sections.items())


def _notice() -> Link | None:
    pinned = ArticlePage.objects.filter(kind=ArticleKind.ANNOUNCEMENT, is_pinned=True)
    page = pinned.newest_first().first()
    return Link(title=page.title, url=page.get_absolute_url()) if page else None
