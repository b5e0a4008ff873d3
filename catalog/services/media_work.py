"""The worker's part of the media library: renditions made once, shown when all of them stand."""

import logging
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from catalog.imaging.cleaning import cleaned
from catalog.imaging.watermark import marked
from catalog.models import MediaAsset, ProductPicture
from catalog.picture_names import PLAIN, base_of, look_name
from catalog.selectors.media_due import MOST_ATTEMPTS, mark_of, watermark_text
from catalog.services.listing import refresh_listing
from catalog.services.media_files import place_renditions
from catalog.services.media_videos import prepare_video
from shop.common.errors import DomainError

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)  # longer than any file takes: then its process is dead
_PAUSE = timedelta(seconds=30)

State = MediaAsset.State


def prepare_medium(*, asset_id: int) -> None:
    """Make what a medium lacks. Safe to repeat, and to call twice at once.

    A file that fails three times, or kills its process three times, is failed with a reason.
    """
    asset = _claim(asset_id, timezone.now())
    if asset is None:
        return
    try:
        _prepare(asset)
    except DomainError as refusal:
        _fail(asset, str(refusal))
    except Exception:
        logger.exception("A medium could not be prepared", extra={"asset": asset.pk})
        _put_off(asset)


def _claim(asset_id: int, at: datetime) -> MediaAsset | None:
    free = MediaAsset.objects.filter(Q(busy_until=None) | Q(busy_until__lt=at), pk=asset_id)
    if not free.exclude(state=State.FAILED).update(
        busy_until=at + LEASE, attempts=F("attempts") + 1
    ):
        return None
    asset = MediaAsset.objects.get(pk=asset_id)
    if asset.attempts > MOST_ATTEMPTS:
        _put_off(asset)
        return None
    return asset


def _prepare(asset: MediaAsset) -> None:
    if asset.kind == MediaAsset.Kind.VIDEO:
        prepare_video(asset=asset)
        MediaAsset.objects.filter(pk=asset.pk).update(
            state=State.READY, reason="", attempts=0, busy_until=None
        )
    else:
        _prepare_picture(asset)


def _prepare_picture(asset: MediaAsset) -> None:
    text = watermark_text()
    mark = mark_of(text)
    is_marked = bool(mark) and (
        ProductPicture.objects.filter(asset=asset, role=ProductPicture.Role.DETAIL).exists()
    )
    looks = [PLAIN] if asset.state == State.WAITING else []
    if is_marked:
        looks.append(mark)
    missing = [look for look in looks if look not in asset.renditions]
    if missing:
        image = _read(asset)
        asset.width, asset.height = image.size
        for look in missing:
            drawn = image if look == PLAIN else marked(image, text)
            place_renditions(name=_name(asset, look), image=drawn)
            asset.renditions[look] = {"made_at": timezone.now().isoformat()}
            asset.outdated.pop(_name(asset, look), None)
    _show(asset, mark if is_marked else "")


def _read(asset: MediaAsset) -> Image.Image:
    with default_storage.open(asset.file) as file, Image.open(file) as image:
        image.load()
        return cleaned(image)


def _name(asset: MediaAsset, look: str) -> str:
    return look_name(base_of(asset.file, size=(asset.width, asset.height)), look)


@transaction.atomic
def _show(asset: MediaAsset, mark: str) -> None:
    """Have every use show what was made, with the watermark where it belongs."""
    if MediaAsset.objects.lock(asset.pk) is None:
        return  # deleted meanwhile
    if PLAIN in asset.renditions:
        asset.shown = _name(asset, PLAIN)
    _retire_marks(asset, mark)
    asset.state, asset.reason, asset.attempts, asset.busy_until = State.READY, "", 0, None
    asset.save(
        update_fields=[
            "width", "height", "shown", "state", "reason", "attempts", "busy_until", "renditions",
            "outdated",
        ]
    )  # fmt: skip
    uses = ProductPicture.objects.filter(asset=asset)
    details = Q(role=ProductPicture.Role.DETAIL)
    changed = _relink(uses.exclude(details) if mark else uses, asset.shown)
    if mark:
        changed |= _relink(uses.filter(details), _name(asset, mark))
    refresh_listing(product_ids=sorted(changed))


def _retire_marks(asset: MediaAsset, mark: str) -> None:
    """Note the looks with another watermark than the present one: some day they are deleted."""
    old = [look for look in asset.renditions if look not in {PLAIN, mark}]
    for look in old:
        del asset.renditions[look]
        asset.outdated[_name(asset, look)] = timezone.now().isoformat()


def _relink(uses: QuerySet[ProductPicture], name: str) -> set[int]:
    outdated = uses.exclude(image=name)
    product_ids = set(outdated.values_list("product_id", flat=True))
    outdated.update(image=name)
    return product_ids


def _fail(asset: MediaAsset, reason: str) -> None:
    MediaAsset.objects.filter(pk=asset.pk).update(
        state=State.FAILED, reason=reason[:200], busy_until=None
    )


def _put_off(asset: MediaAsset) -> None:
    """Leave it to the sweep for another time, a few times."""
    if asset.attempts < MOST_ATTEMPTS:
        pause = timezone.now() + _PAUSE * asset.attempts
        MediaAsset.objects.filter(pk=asset.pk).update(busy_until=pause)
    elif asset.state == State.WAITING:
        _fail(asset, _("The shop could not prepare this file. Try again, or take another file."))
    else:  # it shows without the watermark, as before
        MediaAsset.objects.filter(pk=asset.pk).update(busy_until=None)
        logger.error("A watermark could not be drawn", extra={"asset": asset.pk})
