"""Banners as staff place them."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services.media_placing import keep_upload
from catalog.services.media_uses import forget_uses, note_uses
from catalog.types import place_of
from marketing.models import Banner
from marketing.selectors.banners import forget_channel_banners
from shop.common.actors import Actor


@transaction.atomic
def save_banner(*, banner: Banner, actor: Actor) -> Banner:
    """Save a banner; pages show it at once. New files go through the media library.

    Whoever saves it answers for it if nobody does. Raises PictureNotPossible of catalog.
    """
    banner.name_owner(actor.user_id)
    for picture in (banner.picture, banner.phone_picture):
        keep_upload(picture=picture, words=banner.title, folder=_("Banners"), actor=actor)
    banner.save()
    note_uses(place=place_of(banner), title=banner.title, names=shown_in_banner(banner=banner))
    transaction.on_commit(forget_channel_banners)
    return banner


@transaction.atomic
def delete_banner(*, banner_id: int, actor: Actor) -> None:
    """Show a banner no more."""
    del actor  # field changes by staff are kept by auditlog
    forget_uses(place=place_of(Banner(pk=banner_id)))
    Banner.objects.filter(pk=banner_id).delete()
    transaction.on_commit(forget_channel_banners)


def shown_in_banner(*, banner: Banner) -> list[str]:
    """Return the names of the pictures that a banner shows."""
    return [banner.picture.name or "", banner.phone_picture.name or ""]
