"""Files that nothing shows any more: a former watermark, a former poster."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import Q

from catalog.models import Listing, MediaAsset, MediaUse, ProductPicture
from catalog.services.media_files import files_of
from catalog.services.media_work import LEASE

KEPT = timedelta(days=7)  # pages that were open, and copies of them, still ask for them

PointedAt = Callable[[Collection[str]], set[str]]


def prune_outdated(*, pointed_at: PointedAt, at: datetime) -> int:
    """Delete what has been outdated for a week; returns how many pictures. Safe to repeat.

    `pointed_at` says which names somebody above catalog holds on to, such as orders: those stay.
    """
    rows = MediaAsset.objects.exclude(outdated={}).order_by("pk")
    due = {asset.pk: names for asset in rows.only("outdated") if (names := _due(asset, at))}
    held = pointed_at({name for names in due.values() for name in names}) if due else set()
    return sum(_prune(pk, names - held, at) for pk, names in due.items())


def _due(asset: MediaAsset, at: datetime) -> set[str]:
    return {
        name for name, since in asset.outdated.items() if datetime.fromisoformat(since) + KEPT < at
    }


def _prune(asset_id: int, names: set[str], at: datetime) -> int:
    """Take the medium like a worker does, so that none draws meanwhile what is deleted here."""
    free = MediaAsset.objects.filter(Q(busy_until=None) | Q(busy_until__lt=at), pk=asset_id)
    if not names or not free.update(busy_until=at + LEASE):
        return 0
    asset = MediaAsset.objects.get(pk=asset_id)
    gone = (names & _due(asset, at)) - {asset.shown, asset.poster} - _shown(asset, names)
    for file in files_of(names=gone):
        default_storage.delete(file)
    left = {name: since for name, since in asset.outdated.items() if name not in gone}
    MediaAsset.objects.filter(pk=asset_id).update(outdated=left, busy_until=None)
    return len(gone)


def _shown(asset: MediaAsset, names: Collection[str]) -> set[str]:
    """Return which of them something in catalog shows; a text may name any look of its pictures."""
    if MediaUse.objects.filter(asset=asset).exists():
        return set(names)
    pictures = ProductPicture.objects.filter(image__in=names).values_list("image", flat=True)
    cards = Listing.objects.filter(Q(picture__in=names) | Q(hover_picture__in=names))
    return {*pictures, *(name for row in cards for name in (row.picture, row.hover_picture))}
