"""The media library: what is uploaded is checked by its content and kept once."""

import hashlib
from functools import partial
from typing import IO, Any, TypedDict, Unpack

from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.utils import timezone

from catalog.errors import MediumGone, MediumInUse, PictureNotPossible
from catalog.imaging.checking import ENDINGS, MOST_BYTES, open_picture
from catalog.imaging.cleaning import cleaned
from catalog.imaging.encoding import encoded_original
from catalog.models import MediaAsset, MediaFolder, MediaUse, ProductPicture, ProductVideo
from catalog.picture_names import LIBRARY, base_of, cleaned_name, look_name
from catalog.services.media_files import files_of, place
from catalog.whiteness import white_share
from shop.common.actors import Actor
from shop.common.handover import hand_over

PREPARE = "catalog.tasks.prepare_medium"
_USES = (ProductPicture.objects, ProductVideo.objects, MediaUse.objects)


class MediumFields(TypedDict, total=False):
    title: str
    alt: str
    folder_id: int | None


def store_picture(
    *, file: IO[bytes], name: str, actor: Actor, words: str = "", **fields: Unpack[MediumFields]
) -> MediaAsset:
    """Keep a picture, cleaned of all that is not the picture, and have its renditions made.

    The same file is the same asset, whatever it is called; one that failed is tried again. `words`
    make its readable file name; without them that of the upload does. Raises PictureNotPossible.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PictureNotPossible
    sha256 = hashlib.sha256(content).hexdigest()
    known = MediaAsset.objects.filter(sha256=sha256).first()
    if known is not None and known.state == MediaAsset.State.FAILED:
        return try_again(asset_id=known.pk, actor=actor)
    return known or _keep(
        sha256=sha256,
        defaults=_place_cleaned(content, sha256, words or fields.get("title") or name),
        name=name,
        actor=actor,
        fields=fields,
    )


@transaction.atomic
def describe_medium(*, asset_id: int, actor: Actor, **fields: Unpack[MediumFields]) -> MediaAsset:
    """Change what is said of a medium, or the folder it lies in. Raises MediumGone."""
    del actor  # who changed fields is kept by auditlog
    asset = _locked(asset_id)
    for field, value in fields.items():
        setattr(asset, field, value)
    asset.save(update_fields=list(fields))
    return asset


@transaction.atomic
def move_media(*, asset_ids: list[int], folder_id: int | None, actor: Actor) -> int:
    """Put several media into one folder; returns how many."""
    del actor
    if folder_id is not None:
        MediaFolder.objects.select_for_update(no_key=True).get(pk=folder_id)
    return MediaAsset.objects.filter(pk__in=asset_ids).update(folder_id=folder_id)


@transaction.atomic
def try_again(*, asset_id: int, actor: Actor) -> MediaAsset:
    """Have the renditions of a medium that failed made once more. Raises MediumGone."""
    del actor
    asset = _locked(asset_id)
    if asset.state == MediaAsset.State.FAILED:
        asset.state, asset.reason = MediaAsset.State.WAITING, ""
        asset.attempts, asset.busy_until = 0, None
        asset.save(update_fields=["state", "reason", "attempts", "busy_until"])
        prepare_soon(asset_id=asset.pk)
    return asset


@transaction.atomic
def delete_medium(*, asset_id: int, actor: Actor) -> None:
    """Delete a medium that nothing shows. Raises MediumGone, MediumInUse.

    Whoever puts it to use locks it first, so it cannot come into use meanwhile. The files of one
    that was ever in use stay: orders point at them.
    """
    del actor
    asset = _locked(asset_id)
    if any(uses.filter(asset=asset).exists() for uses in _USES):
        raise MediumInUse
    names = [] if asset.was_used else _all_files(asset)
    asset.delete()
    if asset.kind == MediaAsset.Kind.VIDEO:
        transaction.on_commit(partial(storages["private"].delete, asset.file))
    transaction.on_commit(partial(_delete_files, names))


def put_to_use(*, asset_id: int) -> MediaAsset:
    """Lock a medium inside the caller's transaction and note that it is used. Raises MediumGone.

    Media are locked before products.
    """
    asset = _locked(asset_id)
    if not asset.was_used:
        asset.was_used = True
        asset.save(update_fields=["was_used"])
    return asset


def prepare_soon(*, asset_id: int) -> None:
    """Hand a medium to a worker after commit; what is lost on the way, the sweep finds."""
    transaction.on_commit(partial(hand_over, PREPARE, asset_id=asset_id))


def _locked(asset_id: int) -> MediaAsset:
    asset = MediaAsset.objects.lock(asset_id)
    if asset is None:
        raise MediumGone
    return asset


def _place_cleaned(content: bytes, sha256: str, words: str) -> dict[str, Any]:
    decoded = open_picture(content)
    ending = ENDINGS[decoded.format or ""]
    image = cleaned(decoded)
    name = cleaned_name(
        folder=f"{LIBRARY}/{timezone.localtime():%Y/%m}",
        words=words,
        sha256=sha256,
        size=image.size,
        ending=ending,
    )
    original = encoded_original(image, ending)
    place(name=name, content=original)
    return {
        "kind": MediaAsset.Kind.PICTURE,
        "file": name,
        "shown": name,
        "byte_count": len(original),
        "width": image.width,
        "height": image.height,
        "white_share": white_share(image),
    }


def _keep(
    *, sha256: str, defaults: dict[str, Any], name: str, actor: Actor, fields: MediumFields
) -> MediaAsset:
    row = {**defaults, **fields, "source_name": name[-200:], "uploaded_by_id": actor.user_id}
    with transaction.atomic():
        asset, is_new = MediaAsset.objects.get_or_create(sha256=sha256, defaults=row)
        if is_new:
            prepare_soon(asset_id=asset.pk)
    return asset


def _all_files(asset: MediaAsset) -> list[str]:
    if asset.kind == MediaAsset.Kind.VIDEO:
        posters = [name for name in (asset.poster, *asset.outdated) if name]
        return [*asset.renditions.values(), *files_of(names=posters)]
    base = base_of(asset.file, size=(asset.width, asset.height))
    looks = [look_name(base, look) for look in asset.renditions if look[:1] in {"p", "w"}]
    return sorted({asset.file, *files_of(names=[*looks, *asset.outdated, asset.shown])})


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
