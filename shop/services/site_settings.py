"""What the shop says about itself, as staff save it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import IO

from django.db import transaction

from catalog.services.marks import store_icon, store_within
from shop.common.actors import Actor
from shop.models import SiteSettings
from shop.models.site_settings import ICON_SIDES
from shop.selectors import forget_site_settings

# Four times as high as pages show it, for sharp screens and those who share the address.
_LOGO, _LICENCE = (960, 176), (1600, 1600)

_KEEP: dict[str, Callable[..., str]] = {
    "logo": partial(store_within, stem="site/logo", box=_LOGO),
    "favicon": partial(store_icon, stem="site/icon", sides=ICON_SIDES),
    "licence_picture": partial(store_within, stem="site/licence", box=_LICENCE),
}


@transaction.atomic
def save_site_settings(
    *, settings: SiteSettings, pictures: Mapping[str, IO[bytes]], actor: Actor
) -> SiteSettings:
    """Save the one row; pages say so at once. New pictures are drawn anew, in a sane size.

    Raises PictureNotPossible of catalog.
    """
    del actor  # field changes by staff are kept by auditlog
    for field, file in pictures.items():
        setattr(settings, field, _KEEP[field](file=file))
    settings.save()
    transaction.on_commit(forget_site_settings)
    return settings
