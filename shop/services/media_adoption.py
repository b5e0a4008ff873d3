"""Everything that the shop showed before there was a media library, taken into it."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from catalog.services.media_adoption import adopt_product_pictures, adopt_single_pictures
from marketing.services.media_adoption import adopt_pictures


def adopt_all_pictures(*, say: Callable[[str], object]) -> int:
    """Take every stored picture into folders of the library; returns how many. Safe to repeat."""
    goods = adopt_product_pictures(folder=_("Goods"))
    marks = adopt_single_pictures(categories=_("Categories"), brands=_("Brands"))
    shown = adopt_pictures(banners=_("Banners"), articles=_("Articles"))
    say(f"in the media library: {goods} of goods, {marks} of categories and brands, {shown} others")
    return goods + marks + shown
