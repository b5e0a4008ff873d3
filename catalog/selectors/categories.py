"""The category tree as shoppers see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse

from catalog.models import Category, Listing
from shop.common.site_memory import of_the_site

_NAVIGATION_KEY = "catalog:navigation:2"  # the number changes with the shape of a node
_NAVIGATION_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class CategoryNode:
    """A visible category with its visible children."""

    id: int
    name: str
    slug: str
    path: str
    picture: str
    seo_title: str
    seo_description: str
    seo_keywords: str
    children: tuple["CategoryNode", ...]

    @property
    def url(self) -> str:
        return reverse("catalog:category-detail", args=[self.slug])


def navigation() -> tuple[CategoryNode, ...]:
    """Return the visible tree; warm it costs no query."""
    return of_the_site(_NAVIGATION_KEY, _read_tree, _NAVIGATION_SECONDS)


def forget_navigation() -> None:
    """Let the next page read the tree anew."""
    cache.delete(_NAVIGATION_KEY)


def find_category(slug: str) -> tuple[CategoryNode, ...]:
    """Return the nodes from the root down to the category; nothing when it does not show."""
    return _trail(navigation(), lambda node: node.slug == slug)


def category_with_id(category_id: int | None) -> CategoryNode | None:
    """Return a category that shows, by its number."""
    trail = _trail(navigation(), lambda node: node.id == category_id)
    return trail[-1] if trail else None


def trail_to(path: str) -> tuple[CategoryNode, ...]:
    """Return the visible nodes from the root down to a path of the tree."""
    trail: list[CategoryNode] = []
    nodes: Sequence[CategoryNode] = navigation()
    while node := next((node for node in nodes if path.startswith(node.path)), None):
        trail.append(node)
        nodes = node.children
    return tuple(trail)


def _trail(
    nodes: Sequence[CategoryNode], is_wanted: Callable[[CategoryNode], bool]
) -> tuple[CategoryNode, ...]:
    for node in nodes:
        if is_wanted(node):
            return (node,)
        if below := _trail(node.children, is_wanted):
            return (node, *below)
    return ()


def _read_tree() -> tuple[CategoryNode, ...]:
    rows = list(Category.objects.filter(is_visible=True).order_by("path"))
    return _children("", rows, _pictures_by_path())


def _pictures_by_path() -> dict[str, str]:
    """Take the picture of what is sold most for a category that has none of its own."""
    best = Listing.objects.live().exclude(picture="").order_by("category_path", "-sold_count")
    return dict(best.distinct("category_path").values_list("category_path", "picture"))


def _children(
    parent: str, rows: Sequence[Category], pictures: Mapping[str, str]
) -> tuple[CategoryNode, ...]:
    length = len(parent) + Category.steplen
    return tuple(
        CategoryNode(
            id=row.pk,
            name=row.name,
            slug=row.slug,
            path=row.path,
            picture=row.picture.name or _picture_below(row.path, pictures),
            seo_title=row.seo_title,
            seo_description=row.seo_description,
            seo_keywords=row.seo_keywords,
            children=_children(
                row.path, [below for below in rows if _is_below(below, row)], pictures
            ),
        )
        for row in rows
        if len(row.path) == length and row.path.startswith(parent)
    )


def _picture_below(path: str, pictures: Mapping[str, str]) -> str:
    return next((name for below, name in pictures.items() if below.startswith(path)), "")


def _is_below(row: Category, parent: Category) -> bool:
    return bool(row.path != parent.path and row.path.startswith(parent.path))
