"""Banners as pages show them."""

from datetime import datetime

from marketing.models import Banner

HOME = "home"


def floor_placement(category_slug: str) -> str:
    """Return the place of the banner that heads a category's floor."""
    return f"floor:{category_slug}"


def showing_banners(at: datetime) -> dict[str, list[Banner]]:
    """Return all banners that show at a moment by their place, in one query."""
    found: dict[str, list[Banner]] = {}
    for banner in Banner.objects.showing(at=at):
        found.setdefault(banner.placement, []).append(banner)
    return found
