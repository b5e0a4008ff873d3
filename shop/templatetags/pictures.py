"""A picture in the sizes and formats that stand beside it; its name tells which they are."""

import re
from dataclasses import dataclass

from django import template
from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.models import MediaAsset
from catalog.picture_names import PictureName, has_measures, original_of, read_name
from catalog.selectors.pictures import rendition_url, thumbnail_url
from shop.common.rich_text import IMAGE, stored_name

register = template.Library()

_USUAL_WIDTH = 480
_CLOSE_WIDTH = 1600
_TEXT_SIZES = "(min-width: 64rem) 50rem, 100vw"
_ALT = re.compile(r"\balt=\"([^\"]*)\"")
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
def thumbnail(asset: MediaAsset) -> str:
    """Give the address of a small picture of a medium of the library."""
    return thumbnail_url(asset)


@register.filter
def stored_url(path: object) -> str:
    """Give the address of a stored file as it is."""
    return default_storage.url(str(path)) if path else ""


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


@register.filter
def placed(path: object) -> Shown:
    """Tell the same of a banner's picture: one that came without widths is shown as it is."""
    name = str(path)
    if name and has_measures(name):
        return shown(name)
    address = default_storage.url(name) if name else ""
    return Shown(src=address, srcset="", width=0, height=0, sources=())


@register.filter
def rich(html: object) -> SafeString:
    """Show a cleaned text, its stored pictures in the widths that stand beside them."""
    return SafeString(IMAGE.sub(_in_widths, str(html)))


def _in_widths(image: "re.Match[str]") -> str:
    name = original_of(stored_name(image.group()))
    if not name:
        return image.group()
    picture = placed(name)
    alt = _ALT.search(image.group())
    return format_html(
        '<picture>{}<img src="{}"{} alt="{}" loading="lazy" decoding="async"></picture>',
        format_html_join(
            "",
            '<source type="{}" srcset="{}" sizes="{}">',
            ((source.type, source.srcset, _TEXT_SIZES) for source in picture.sources),
        ),
        picture.src,
        _measures(picture),
        SafeString(alt.group(1)) if alt else "",  # the sanitiser has escaped it
    )


def _measures(picture: Shown) -> SafeString:
    said = [("width", picture.width), ("height", picture.height)] if picture.width else []
    listed = [("srcset", picture.srcset), ("sizes", _TEXT_SIZES)] if picture.srcset else []
    return format_html_join("", ' {}="{}"', [*said, *listed])


def _base(name: PictureName) -> str:
    """Ask the storage once for all widths: a storage only puts its address before the name."""
    return default_storage.url(name.stem)


def _srcset(name: PictureName, base: str, ending: str) -> str:
    return ", ".join(f"{base}-{width}.{ending} {width}w" for width in name.widths)
