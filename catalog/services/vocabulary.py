"""Brands and tags: words that lists and searches know goods by."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Brand, Product, Tag
from catalog.services.content_changes import content_change
from catalog.services.listing import refresh_listing
from catalog.services.media_placing import keep_upload
from catalog.services.media_uses import note_uses
from catalog.services.shared_words import renaming
from catalog.types import place_of
from shop.common.actors import Actor
from shop.common.services.slug_redirects import follow_slug

REDIRECTS = "brand"


@transaction.atomic
def save_brand(*, brand: Brand, actor: Actor) -> Brand:
    """Save a brand; its goods are found under its new name at once, its old address leads on.

    A new mark goes through the media library. Raises PictureNotPossible.
    """
    keep_upload(picture=brand.logo, words=brand.name, folder=_("Brands"), actor=actor)
    was_at = Brand.objects.filter(pk=brand.pk).values_list("slug", flat=True).first() or ""
    with renaming(word=brand, actor=actor):
        brand.save()
    note_uses(place=place_of(brand), title=brand.name, names=[brand.logo.name or ""])
    follow_slug(kind=REDIRECTS, target_id=brand.pk, old=was_at, new=brand.slug)
    goods = Product.objects.filter(brand=brand)
    refresh_listing(product_ids=list(goods.values_list("pk", flat=True)))
    return brand


@transaction.atomic
def save_tag(*, tag: Tag, actor: Actor) -> Tag:
    """Save a tag; cards and filters show its new name at once."""
    with renaming(word=tag, actor=actor):
        tag.save()
    _refresh_tagged(tag)
    return tag


@transaction.atomic
def delete_tag(*, tag_id: int, actor: Actor) -> None:
    """Take a tag off all goods and out of the list of tags."""
    tagged = list(Product.objects.filter(tags=tag_id).values_list("pk", flat=True))
    with content_change(product_ids=tagged, actor=actor, keeping=()):
        Tag.objects.filter(pk=tag_id).delete()
    refresh_listing(product_ids=tagged)


def _refresh_tagged(tag: Tag) -> None:
    goods = Product.objects.filter(tags=tag)
    refresh_listing(product_ids=list(goods.values_list("pk", flat=True)))
