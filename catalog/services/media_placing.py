"""Pictures of single places: of a banner, a cover, a text. One way in, whoever shows them."""

import secrets
from pathlib import PurePosixPath
from typing import IO

from django.db import transaction
from django.db.models.fields.files import FieldFile

from catalog.errors import MediumGone, MediumOfOtherKind, PictureNotPossible
from catalog.imaging.checking import MOST_BYTES, open_picture
from catalog.imaging.cleaning import cleaned
from catalog.imaging.encoding import narrowed
from catalog.models import MediaAsset
from catalog.picture_names import PLAIN, WIDTHS, look_name
from catalog.services.media import MediumFields, store_picture
from catalog.services.media_files import place_renditions
from catalog.services.media_folders import folder_called
from catalog.services.media_work import prepare_medium
from shop.common.actors import Actor


@transaction.atomic
def place_picture(
    *, file: IO[bytes], name: str, actor: Actor, words: str = "", folder: str = ""
) -> MediaAsset:
    """Keep a picture in the library with its renditions made at once, for a place to show `shown`.

    `folder` is the name of one at the top, made when it is not there. No worker sees a new picture
    before it is prepared: it would take it away, half done. Raises PictureNotPossible.
    """
    fields: MediumFields = {}
    if folder:
        fields["folder_id"] = folder_called(name=folder).pk
    asset = store_picture(file=file, name=name, words=words, actor=actor, **fields)
    return _with_renditions(asset)


def keep_upload(*, picture: FieldFile, words: str, folder: str, actor: Actor) -> None:
    """Have a row's picture field name what the library kept of a file that was just uploaded.

    A field that names a stored file already, or none, stays. Raises PictureNotPossible.
    """
    if not picture or picture._committed:  # type: ignore[attr-defined]  # noqa: SLF001  Django's mark
        return
    name = PurePosixPath(picture.name or "").name
    asset = place_picture(file=picture.file, name=name, words=words, folder=folder, actor=actor)
    setattr(picture.instance, picture.field.attname, asset.shown)


def picture_to_place(*, asset_id: int) -> MediaAsset:
    """Return a picture of the library that a place may show by its name `shown`.

    Its renditions are made at once where it has none. Raises MediumGone, MediumOfOtherKind,
    PictureNotPossible.
    """
    asset = MediaAsset.objects.filter(pk=asset_id).first()
    if asset is None:
        raise MediumGone
    if asset.kind != MediaAsset.Kind.PICTURE:
        raise MediumOfOtherKind
    return _with_renditions(asset)


def store_photo(*, file: IO[bytes], stem: str) -> str:
    """Keep the photo of a shopper with its renditions, outside of the library; returns its name.

    Nothing of it tells who took it, where, or with what. Raises PictureNotPossible.
    """
    image = narrowed(cleaned(open_picture(file.read(MOST_BYTES + 1))), WIDTHS[-1])
    base = f"{stem}-{secrets.token_hex(4)}_{image.width}x{image.height}"
    name = look_name(base, PLAIN)
    place_renditions(name=name, image=image)
    return name


def _with_renditions(asset: MediaAsset) -> MediaAsset:
    if PLAIN not in asset.renditions:
        ready = MediaAsset.objects.filter(pk=asset.pk, state=MediaAsset.State.READY)
        ready.update(state=MediaAsset.State.WAITING)  # it came with older widths
        prepare_medium(asset_id=asset.pk)
        asset.refresh_from_db()
    if asset.state == MediaAsset.State.FAILED:
        raise PictureNotPossible(asset.reason)
    return asset
