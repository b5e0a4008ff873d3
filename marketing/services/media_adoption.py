"""Pictures of banners and articles that were stored before there was a media library."""

from catalog.services.media_adoption import adopt_shown
from catalog.types import place_of
from marketing.models import Article, ArticlePage, Banner
from marketing.services.banners import shown_in_banner
from shop.common.rich_text import stored_names


def adopt_pictures(*, banners: str, articles: str) -> int:
    """Take them into folders of these names; returns how many were new. Safe to repeat."""
    done = 0
    for banner in Banner.objects.order_by("pk"):
        done += adopt_shown(
            place=place_of(banner),
            title=banner.title,
            names=shown_in_banner(banner=banner),
            folder=banners,
        )
    for text in [*Article.objects.order_by("pk"), *ArticlePage.objects.order_by("pk")]:
        names = [text.cover.name or "", *stored_names(text.body)]
        done += adopt_shown(place=place_of(text), title=text.title, names=names, folder=articles)
    return done
