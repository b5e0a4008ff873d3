"""Files that were stored before there was a media library become media, once, as they stand."""

import hashlib
import io
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from catalog.models import Brand, Category, MediaAsset, ProductPicture
from catalog.picture_names import OLD_WIDTHS, has_measures
from catalog.services.media_folders import folder_called
from catalog.services.media_uses import note_uses
from catalog.types import place_of

_AT_ONCE = 200
_LONGEST_ALT = 120
_LONGEST_NAME = 40


def adopt_product_pictures(*, folder: str) -> int:
    """Give every picture of a product its medium; returns how many had none. Safe to repeat.

    They are put in `folder`, by department. What has its smaller widths beside it is ready; of the
    rest a worker makes them. A file that is gone is passed over.
    """
    folders = _Folders(folder)
    done, last = 0, 0
    while rows := list(
        ProductPicture.objects.filter(asset=None, pk__gt=last)
        .select_related("product__category")
        .order_by("pk")[:_AT_ONCE]
    ):
        last = rows[-1].pk
        done += _adopt(rows, folders)
    return done


def adopt_shown(*, place: str, title: str, names: Iterable[str], folder: str) -> int:
    """Take the stored files that a place shows into the library; returns how many were new to it.

    Safe to repeat.
    """
    found = [row for name in names if name and (row := _read(name, alt=title)) is not None]
    with transaction.atomic():
        new = _keep(found, folder_id=folder_called(name=folder).pk) if found else 0
        note_uses(place=place, title=title, names=[row["file"] for row in found])
    return new


def adopt_single_pictures(*, categories: str, brands: str) -> int:
    """Take the pictures of categories and brands into folders of these names. Safe to repeat."""
    shown = [
        *((row, row.name, row.picture.name, categories) for row in Category.objects.all()),
        *((row, row.name, row.logo.name, brands) for row in Brand.objects.all()),
    ]
    return sum(
        adopt_shown(place=place_of(row), title=title, names=[name], folder=folder)
        for row, title, name, folder in shown
        if name
    )


class _Folders:
    """A folder for each department, made when something is put in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        roots = Category.objects.filter(depth=1)
        self.departments = dict(roots.values_list("path", "name"))
        self.ids: dict[str, int] = {}

    def of(self, category: Category) -> int:
        root = category.path[: Category.steplen]
        if root not in self.ids:
            parent = folder_called(name=self.name)
            inside = folder_called(name=self.departments[root][:_LONGEST_NAME], parent_id=parent.pk)
            self.ids[root] = inside.pk
        return self.ids[root]


@transaction.atomic
def _adopt(pictures: list[ProductPicture], folders: "_Folders") -> int:
    rows: dict[str, dict[str, Any]] = {}
    for picture in pictures:
        row = _read(str(picture.image), alt=picture.alt)
        if row is not None:
            rows[str(picture.image)] = row | {
                "folder_id": folders.of(picture.product.category),
                "white_share": picture.white_share,
                "was_used": True,
            }
    _keep(list(rows.values()))
    hashes = {row["sha256"] for row in rows.values()}
    kept = {
        asset.sha256: asset
        for asset in MediaAsset.objects.filter(sha256__in=hashes)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    }
    for name, row in rows.items():
        asset = kept[row["sha256"]]
        ProductPicture.objects.filter(asset=None, image=name).update(asset=asset)
    MediaAsset.objects.filter(sha256__in=hashes, was_used=False).update(was_used=True)
    return sum(1 for picture in pictures if str(picture.image) in rows)


def _read(name: str, *, alt: str) -> dict[str, Any] | None:
    """Say what the library keeps of a stored picture; nothing of one that is gone or broken."""
    try:
        with default_storage.open(name) as file:
            content = file.read()
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return {
        "file": name,
        "shown": name,
        "source_name": PurePosixPath(name).name,
        "alt": alt[:_LONGEST_ALT],
        "sha256": hashlib.sha256(content).hexdigest(),
        "byte_count": len(content),
        "width": width,
        "height": height,
    }


def _keep(rows: list[dict[str, Any]], **also: Any) -> int:
    """Write those that are not known by their content yet; returns how many there were."""
    hashes = {row["sha256"] for row in rows}
    known = set(MediaAsset.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    new = {row["sha256"]: row for row in rows if row["sha256"] not in known}
    assets = [MediaAsset(**row, **also, state=_state_of(row["file"])) for row in new.values()]
    MediaAsset.objects.bulk_create(assets, ignore_conflicts=True)
    return len(new)


def _state_of(name: str) -> str:
    stem = PurePosixPath(name).with_suffix("")
    beside = [f"{stem}-{width}.webp" for width in OLD_WIDTHS]
    is_ready = has_measures(name) or all(map(default_storage.exists, beside))
    return MediaAsset.State.READY if is_ready else MediaAsset.State.WAITING
