"""What the name of a stored picture tells, so that no page has to ask the database.

    library/2026/11/tea-3f9a2b71c0de_1500x2000.jpg      cleaned, its renditions are yet to come
    library/2026/11/tea-3f9a2b71c0de_1500x2000_p.jpg    `…_p-480.avif`, `.webp`, `.jpg` stand beside
    library/2026/11/tea-3f9a2b71c0de_1500x2000_w1f….jpg the same with a watermark (of that hash)
    products/2026/11/tea.png                            older: `…-240.webp`, `-480`, `-800` beside

A name never gets another content: browsers may keep what they fetched.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from django.utils.text import slugify
from pypinyin import lazy_pinyin

WIDTHS = (240, 480, 800, 1200, 1600)
FORMATS = ("avif", "webp", "jpg")
OLD_WIDTHS = (240, 480, 800)
PLAIN = "p"
LIBRARY = "library"

_LONGEST_STEM = 32
_SHAPE = re.compile(r"_(?P<width>\d{1,5})x(?P<height>\d{1,5})(?:_(?P<look>p|w[0-9a-f]{8}))?$")

_RENDITION = re.compile(r"(?P<stem>_(?:p|w[0-9a-f]{8}))-\d{1,4}\.(?:avif|webp|jpg)$")


@dataclass(frozen=True, kw_only=True)
class PictureName:
    """`widths` are those of the renditions; none while they are yet to come."""

    name: str
    stem: str  # with its folder, without the ending
    width: int
    height: int
    widths: tuple[int, ...]
    formats: tuple[str, ...]

    def nearest(self, width: int) -> int:
        """Return the smallest of the widths that is wide enough, or else the widest."""
        return next((own for own in self.widths if own >= width), self.widths[-1])

    def rendition(self, width: int) -> str:
        """Return the name of the file that serves a width best."""
        if not self.widths:
            return self.name
        return f"{self.stem}-{self.nearest(width)}.webp"


@lru_cache(maxsize=8192)
def read_name(name: str) -> PictureName:
    stem = str(PurePosixPath(name).with_suffix(""))
    shape = _SHAPE.search(stem)
    if shape is None:
        return PictureName(
            name=name, stem=stem, width=800, height=800, widths=OLD_WIDTHS, formats=("webp",)
        )
    width, height = int(shape["width"]), int(shape["height"])
    has_renditions = shape["look"] is not None
    return PictureName(
        name=name,
        stem=stem,
        width=width,
        height=height,
        widths=widths_of(width) if has_renditions else (),
        formats=FORMATS if has_renditions else (),
    )


def widths_of(width: int) -> tuple[int, ...]:
    """Return the widths that a picture of this width is kept in: it is never blown up."""
    smaller = [own for own in WIDTHS if own < width]
    return (*smaller, min(width, WIDTHS[-1])) if len(smaller) < len(WIDTHS) else WIDTHS


def has_measures(name: str) -> bool:
    """Tell whether a name says how large the picture is, and so which widths stand beside it."""
    return bool(_SHAPE.search(str(PurePosixPath(name).with_suffix(""))))


def in_library(name: str) -> bool:
    return name.startswith(f"{LIBRARY}/")


def original_of(name: str) -> str:
    """Return the name of the picture that a rendition was made of; of a picture, its own."""
    return _RENDITION.sub(r"\g<stem>.jpg", name)


def files_behind(name: str) -> list[str]:
    """Return what the file in the library may be called whose look or rendition has this name."""
    if not has_measures(original := original_of(name)):
        return [original]
    base = base_of(original, size=(0, 0))
    return [original, *(f"{base}.{ending}" for ending in ("jpg", "png", "webp"))]


def cleaned_name(
    *, folder: str, words: str, sha256: str, size: tuple[int, int], ending: str
) -> str:
    width, height = size
    return f"{folder}/{readable_stem(words)}-{sha256[:12]}_{width}x{height}.{ending}"


def look_name(base: str, look: str) -> str:
    """Return the name of one look of a picture: PLAIN, or "w" with the hash of its watermark."""
    return f"{base}_{look}.jpg"


def base_of(name: str, *, size: tuple[int, int]) -> str:
    """Return what the names of all looks begin with."""
    stem = str(PurePosixPath(name).with_suffix(""))
    shape = _SHAPE.search(stem)
    if shape is None:
        return f"{stem}_{size[0]}x{size[1]}"
    return stem[: shape.start()] + f"_{shape['width']}x{shape['height']}"


def readable_stem(words: str) -> str:
    """Make a short file name that people and search engines can read, in ASCII alone."""
    bare = PurePosixPath(words.replace("\\", "/")).name
    sounds = lazy_pinyin(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", bare)[:_LONGEST_STEM])
    return slugify(" ".join(sounds))[:_LONGEST_STEM].strip("-_") or "picture"
