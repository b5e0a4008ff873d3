"""Videos of the media library: kept privately as they came, shown as a worker wrote them anew."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Unpack

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from catalog.errors import MediumOfOtherKind, VideoNotPossible
from catalog.models import MediaAsset, ProductVideo
from catalog.picture_names import LIBRARY, PLAIN, look_name, readable_stem
from catalog.services.content_changes import content_change
from catalog.services.media import MediumFields, prepare_soon, put_to_use
from catalog.services.media_files import place, place_renditions
from catalog.video import HEIGHTS, VideoFacts, frame_at, look_at, transcode
from shop.common.actors import Actor

MOST_BYTES = 200 * 1024 * 1024
_POSTER_SECOND = 1.0
_CHUNK = 1024 * 1024


def store_video(
    *, file: IO[bytes], name: str, actor: Actor, **fields: Unpack[MediumFields]
) -> MediaAsset:
    """Keep a video and have a worker write it anew. The same file is the same asset.

    Raises VideoNotPossible with the reason.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "video"
        sha256 = _copy(file, path)
        known = MediaAsset.objects.filter(sha256=sha256).first()
        if known:
            return known
        facts = look_at(path)
        row = _row(path, facts, name, actor) | {"file": _keep_source(path, sha256), **fields}
    with transaction.atomic():
        asset, is_new = MediaAsset.objects.get_or_create(sha256=sha256, defaults=row)
        if is_new:
            prepare_soon(asset_id=asset.pk)
    return asset


def prepare_video(*, asset: MediaAsset) -> None:
    """Write what is missing of a video: its poster, then each height. Notes each as it stands.

    Raises VideoNotPossible.
    """
    with _source(asset) as path:
        if not asset.poster:
            second = min(_POSTER_SECOND, asset.milliseconds / 2000)
            _set_poster(asset, path, second)
        for height in HEIGHTS:
            if str(height) not in asset.renditions:
                _write(asset, path, height)


def choose_poster(*, asset_id: int, second: float, actor: Actor) -> MediaAsset:
    """Show a video by the picture that is seen at a second."""
    del actor
    asset = MediaAsset.objects.get(pk=asset_id)
    if asset.kind != MediaAsset.Kind.VIDEO:
        raise MediumOfOtherKind
    with _source(asset) as path:
        _set_poster(asset, path, second)
    return asset


@transaction.atomic
def show_video(*, product_id: int, asset_id: int, actor: Actor) -> ProductVideo:
    """Show a product by a video, in place of the one it had."""
    asset = put_to_use(asset_id=asset_id)
    if asset.kind != MediaAsset.Kind.VIDEO:
        raise MediumOfOtherKind
    with content_change(product_ids=[product_id], actor=actor):
        video, _ = ProductVideo.objects.update_or_create(
            product_id=product_id, defaults={"asset": asset}
        )
    return video


@transaction.atomic
def remove_video(*, product_id: int, actor: Actor) -> None:
    """Show a product without a video."""
    with content_change(product_ids=[product_id], actor=actor):
        ProductVideo.objects.filter(product=product_id).delete()


def _copy(file: IO[bytes], path: Path) -> str:
    """Copy a file to this machine's disk and return its hash; ffmpeg wants to seek in it."""
    said, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise VideoNotPossible
            said.update(chunk)
            target.write(chunk)
    return said.hexdigest()


def _keep_source(path: Path, sha256: str) -> str:
    """Keep the file as it came where no address leads: what is in it is nobody's business."""
    with path.open("rb") as source:
        return storages["private"].save(f"videos/{sha256[:16]}", File(source))


def _row(path: Path, facts: VideoFacts, name: str, actor: Actor) -> dict[str, Any]:
    return {
        "kind": MediaAsset.Kind.VIDEO,
        "shown": "",
        "byte_count": path.stat().st_size,
        "width": facts.width,
        "height": facts.height,
        "milliseconds": facts.milliseconds,
        "source_name": name[-200:],
        "uploaded_by_id": actor.user_id,
    }


@contextmanager
def _source(asset: MediaAsset) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "video"
        with storages["private"].open(asset.file) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
        yield path


def _base(asset: MediaAsset) -> str:
    words = readable_stem(asset.title or PurePosixPath(asset.source_name).stem)
    return f"{LIBRARY}/{timezone.localtime(asset.uploaded_at):%Y/%m}/{words}-{asset.sha256[:12]}"


def _set_poster(asset: MediaAsset, path: Path, second: float) -> None:
    image = frame_at(path=path, second=second)
    base = f"{_base(asset)}-{round(second * 1000)}_{image.width}x{image.height}"
    before, asset.poster = asset.poster, look_name(base, PLAIN)
    place_renditions(name=asset.poster, image=image)
    _note_poster(asset, before)


@transaction.atomic
def _note_poster(asset: MediaAsset, before: str) -> None:
    fresh = MediaAsset.objects.lock(asset.pk)
    if fresh is None:
        return  # deleted meanwhile
    if before:
        fresh.outdated[before] = timezone.now().isoformat()
    fresh.outdated.pop(asset.poster, None)
    fresh.poster = asset.poster
    fresh.save(update_fields=["poster", "outdated"])


def _write(asset: MediaAsset, path: Path, height: int) -> None:
    name = f"{_base(asset)}-{height}.mp4"
    target = path.with_name(f"{height}.mp4")
    transcode(source_path=path, target_path=target, height=height)
    with target.open("rb") as written:
        place(name=name, content=written)
    asset.renditions[str(height)] = name
    asset.shown = name
    MediaAsset.objects.filter(pk=asset.pk).update(renditions=asset.renditions, shown=name)
