"""Pictures of products."""

from pathlib import PurePosixPath
from typing import IO, TypedDict, Unpack

from django.db import transaction

from catalog.errors import MediumOfOtherKind
from catalog.imaging.checking import MOST_BYTES, MOST_PIXELS, open_picture
from catalog.models import MediaAsset, Product, ProductPicture
from catalog.services.content_changes import content_change
from catalog.services.listing import refresh_listing
from catalog.services.media import prepare_soon, put_to_use
from catalog.services.media import store_picture as store_in_library
from shop.common.actors import Actor

__all__ = [
    "MOST_BYTES",
    "MOST_PIXELS",
    "PictureFields",
    "add_picture",
    "check_picture",
    "remove_picture",
    "show_picture",
    "update_picture",
]


class PictureFields(TypedDict, total=False):
    value_id: int | None
    role: str
    alt: str
    position: int


def add_picture(
    *, product_id: int, file: IO[bytes], actor: Actor, **fields: Unpack[PictureFields]
) -> ProductPicture:
    """Store a picture in the media library and show it, by default after the others.

    Files are written before the transaction. Raises PictureNotPossible.
    """
    slug = Product.objects.values_list("slug", flat=True).get(pk=product_id)
    name = PurePosixPath(getattr(file, "name", None) or "").name
    asset = store_in_library(file=file, name=name, words=slug, actor=actor)
    return show_picture(product_id=product_id, asset_id=asset.pk, actor=actor, **fields)


@transaction.atomic
def show_picture(
    *, product_id: int, asset_id: int, actor: Actor, **fields: Unpack[PictureFields]
) -> ProductPicture:
    """Show a picture of the media library on a product, by default after the others.

    One that the product shows in this role already is answered, with what is newly said of it.
    Raises MediumGone, MediumOfOtherKind.
    """
    asset = put_to_use(asset_id=asset_id)
    if asset.kind != MediaAsset.Kind.PICTURE:
        raise MediumOfOtherKind
    known = _shown_already(product_id, asset, fields)
    if known is not None:
        return _said_anew(known, actor, fields)
    with content_change(product_ids=[product_id], actor=actor):
        fields.setdefault("position", ProductPicture.objects.filter(product=product_id).count())
        fields.setdefault("alt", asset.alt)
        picture = ProductPicture.objects.create(
            product_id=product_id,
            asset=asset,
            image=asset.shown,
            width=asset.width,
            height=asset.height,
            white_share=asset.white_share,
            **fields,
        )
        refresh_listing(product_ids=[product_id])
    prepare_soon(asset_id=asset.pk)  # a detail picture may want its watermark
    return picture


def check_picture(*, file: IO[bytes]) -> None:
    """Look whether the file is a picture that the shop can show. Raises PictureNotPossible."""
    open_picture(file.read(MOST_BYTES + 1))
    file.seek(0)


@transaction.atomic
def update_picture(
    *, picture_id: int, actor: Actor, **fields: Unpack[PictureFields]
) -> ProductPicture:
    """Change where a picture stands and what it shows."""
    picture = ProductPicture.objects.get(pk=picture_id)
    with content_change(product_ids=[picture.product_id], actor=actor):
        for name, value in fields.items():
            setattr(picture, name, value)
        picture.save(update_fields=list(fields))
        refresh_listing(product_ids=[picture.product_id])
    if "role" in fields and picture.asset_id is not None:
        prepare_soon(asset_id=picture.asset_id)
    return picture


@transaction.atomic
def remove_picture(*, picture_id: int, actor: Actor) -> None:
    """Show a picture no more. Its files stay, because orders may point at them."""
    picture = ProductPicture.objects.get(pk=picture_id)
    with content_change(product_ids=[picture.product_id], actor=actor):
        picture.delete()
        refresh_listing(product_ids=[picture.product_id])


def _shown_already(
    product_id: int, asset: MediaAsset, fields: PictureFields
) -> ProductPicture | None:
    """Find the picture among those of its kind; whoever shows it meanwhile waits for the asset."""
    return (
        ProductPicture.objects.filter(
            product=product_id,
            asset=asset,
            role=fields.get("role", ProductPicture.Role.MAIN),
            value=fields.get("value_id"),
        )
        .order_by("position", "pk")
        .first()
    )


def _said_anew(picture: ProductPicture, actor: Actor, fields: PictureFields) -> ProductPicture:
    said = PictureFields()
    if fields.get("alt", "") not in {"", picture.alt}:
        said["alt"] = fields["alt"]
    if fields.get("position", picture.position) != picture.position:
        said["position"] = fields["position"]
    return update_picture(picture_id=picture.pk, actor=actor, **said) if said else picture
