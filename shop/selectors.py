"""Reads of the site itself."""

from django.core.cache import cache

from shop.models import SiteSettings

_KEY = "shop:site-settings"
_SECONDS = 60


def site_settings() -> SiteSettings:
    """Return what operators say about the shop, or the defaults before they said anything."""
    known: SiteSettings | None = cache.get(_KEY)
    if known is None:
        known = SiteSettings.objects.first() or SiteSettings()
        cache.set(_KEY, known, _SECONDS)
    return known


def forget_site_settings() -> None:
    """Have the next page read the settings afresh; call it after a change was committed."""
    cache.delete(_KEY)
