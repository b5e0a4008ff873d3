"""Banners as pages show them."""

from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache

from marketing.models import Banner
from marketing.models.scheduled import next_change
from shop.common.site_memory import of_the_site

HOME = "home"
_CHANNEL = "channel:"
_CHANNEL_KEY = "marketing:channel-banners"
_CHANNEL_SECONDS = 60


def floor_placement(category_slug: str) -> str:
    """Return the place of the banner that heads a category's floor."""
    return f"floor:{category_slug}"


def channel_placement(category_slug: str) -> str:
    """Return the place of the banners above a category's goods."""
    return f"{_CHANNEL}{category_slug}"


def row_placement(block_id: int) -> str:
    """Return the place of the pictures of a block of the home page."""
    return f"block:{block_id}"


def planned_banners(at: datetime) -> list[Banner]:
    """Return all banners that show at a moment or later, in one query."""
    return list(Banner.objects.planned(at=at))


def by_placement(banners: Iterable[Banner]) -> dict[str, list[Banner]]:
    found: dict[str, list[Banner]] = {}
    for banner in banners:
        found.setdefault(banner.placement, []).append(banner)
    return found


def channel_banners(category_slug: str, at: datetime) -> list[Banner]:
    """Return the banners above a category's goods at a moment; warm it costs no query."""
    return [banner for banner in _channel_banners(category_slug) if banner.is_showing(at)]


def channel_changes_at(category_slug: str, at: datetime) -> datetime | None:
    """Return when the next banner above a category's goods starts or ends; warm: no query."""
    return next_change(_channel_banners(category_slug), at)


def _channel_banners(category_slug: str) -> list[Banner]:
    place = channel_placement(category_slug)
    known = of_the_site(_CHANNEL_KEY, _read_channel_banners, _CHANNEL_SECONDS)
    return [banner for banner in known if banner.placement == place]


def _read_channel_banners() -> list[Banner]:
    rows = Banner.objects.filter(placement__startswith=_CHANNEL, is_active=True)
    return list(rows.order_by("placement", "position", "pk"))


def forget_channel_banners() -> None:
    """Let the next page read the banners of the categories anew."""
    cache.delete(_CHANNEL_KEY)


def overlapping(banner: Banner, others: Iterable[Banner]) -> list[Banner]:
    """Return those of the same place that show at a time when the banner shows."""
    return [
        other
        for other in others
        if other.pk != banner.pk
        and other.placement == banner.placement
        and other.is_active
        and _begins_before_end(banner, other)
        and _begins_before_end(other, banner)
    ]


def _begins_before_end(one: Banner, other: Banner) -> bool:
    return one.starts_at is None or other.ends_at is None or one.starts_at < other.ends_at
