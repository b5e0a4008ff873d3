"""Names and addresses of stored pictures."""

from django.core.files.storage import default_storage

from catalog.models import MediaAsset
from catalog.picture_names import has_measures, read_name


def rendition_url(name: str, width: int) -> str:
    """Return the address of the file that serves a width best."""
    return default_storage.url(rendition_name(name, width))


def thumbnail_url(asset: MediaAsset, width: int = 240) -> str:
    """Return the address of a small picture of a medium; of one that is not prepared, its own."""
    name = asset.poster if asset.kind == MediaAsset.Kind.VIDEO else asset.shown
    if not name:
        return ""
    if asset.state != MediaAsset.State.READY and not has_measures(name):
        return default_storage.url(name)  # it came from before the library, its widths are to come
    return rendition_url(name, width)


def rendition_name(name: str, width: int) -> str:
    """Return the name of the file that serves a width best; of an unprepared picture, its own."""
    return read_name(name).rendition(width)
