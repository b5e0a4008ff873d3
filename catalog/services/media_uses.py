"""Where media are shown besides the pictures of products: told by those who show them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from catalog.errors import MediumGone
from catalog.models import MediaAsset, MediaUse
from catalog.picture_names import files_behind, in_library

_LONGEST_TITLE = 120


@transaction.atomic
def note_uses(*, place: str, title: str, names: Iterable[str]) -> None:
    """Say by their names which pictures a place shows from now on, such as `marketing.banner:12`.

    What it showed before and no longer shows is free again. Raises MediumGone when somebody
    deleted one of them meanwhile.
    """
    wanted = {name: files_behind(name) for name in names if name}
    assets = list(_locked(file for files in wanted.values() for file in files)) if wanted else []
    known = {file for asset in assets for file in (asset.file, asset.shown)}
    if any(in_library(name) and known.isdisjoint(files) for name, files in wanted.items()):
        raise MediumGone
    for asset in assets:
        MediaUse.objects.update_or_create(
            place=place, asset=asset, defaults={"title": title[:_LONGEST_TITLE]}
        )
    ids = [asset.pk for asset in assets]
    MediaAsset.objects.filter(pk__in=ids, was_used=False).update(was_used=True)
    MediaUse.objects.filter(place=place).exclude(asset__in=ids).delete()


@transaction.atomic
def forget_uses(*, place: str) -> None:
    """Say that a place is gone."""
    MediaUse.objects.filter(place=place).delete()


def _locked(files: Iterable[str]) -> QuerySet[MediaAsset]:
    names = set(files)
    rows = MediaAsset.objects.filter(Q(file__in=names) | Q(shown__in=names)).order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)
