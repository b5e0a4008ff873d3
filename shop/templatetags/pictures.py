"""A picture in the sizes and formats that stand beside it; its name tells which they are."""

from dataclasses import dataclass

from django import template
from django.core.files.storage import default_storage

from catalog.picture_names import PictureName, read_name
from catalog.selectors.pictures import rendition_url

register = template.Library()

_USUAL_WIDTH = 480
_CLOSE_WIDTH = 1600
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True, kw_only=True)
class Source:
    type: str
    srcset: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """`src` and `srcset` are of the format that every browser reads; `sources` are the better."""

    src: str
    srcset: str
    width: int
    height: int
    sources: tuple[Source, ...]


@register.filter
def picture_url(path: object, width: int) -> str:
    """Give the address of one width of a stored picture."""
    return rendition_url(str(path), width) if path else ""


@register.filter
def full_picture_url(path: object) -> str:
    """Give the address of the widest form of a picture, for those who want to look closely."""
    return rendition_url(str(path), _CLOSE_WIDTH) if path else ""


@register.filter
def srcset(path: object) -> str:
    """List all WebP widths of a stored picture for the browser to choose from."""
    name = read_name(str(path)) if path else None
    return _srcset(name, _base(name), "webp") if name else ""


@register.filter
def shown(path: object) -> Shown:
    """Tell everything that an <img> with its <source>s needs."""
    name = read_name(str(path))
    if not name.widths:
        return Shown(
            src=default_storage.url(name.name), srcset="", width=name.width, height=name.height,
            sources=(),
        )  # fmt: skip
    base = _base(name)
    *better, plain = name.formats
    return Shown(
        src=f"{base}-{name.nearest(_USUAL_WIDTH)}.{plain}",
        srcset=_srcset(name, base, plain),
        width=name.width,
        height=name.height,
        sources=tuple(
            Source(type=_TYPES[ending], srcset=_srcset(name, base, ending)) for ending in better
        ),
    )


def _base(name: PictureName) -> str:
    """Ask the storage once for all widths: a storage only puts its address before the name."""
    return default_storage.url(name.stem)


def _srcset(name: PictureName, base: str, ending: str) -> str:
    return ", ".join(f"{base}-{width}.{ending} {width}w" for width in name.widths)
