"""A word across a picture, so that it is known where it was taken from."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FONT = Path(str(files("pylopdf_fonts_zh_cn"))) / "NotoSansSC-Regular.otf"
_ANGLE = 24
_INK, _EDGE = (255, 255, 255, 84), (0, 0, 0, 46)
_LEAST_SIZE, _PARTS_OF_WIDTH = 14, 22


def marked(image: Image.Image, text: str) -> Image.Image:
    """Return the picture with the text across it, again and again, for everybody to see through."""
    tile = _tile(text, max(_LEAST_SIZE, image.width // _PARTS_OF_WIDTH))
    layer = Image.new("RGBA", image.size)
    for row, top in enumerate(range(0, image.height, tile.height)):
        start = -tile.width // 2 if row % 2 else 0
        for left in range(start, image.width, tile.width):
            layer.paste(tile, (left, top))
    whole = Image.alpha_composite(image.convert("RGBA"), layer)
    return whole.convert(image.mode)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)


def _tile(text: str, size: int) -> Image.Image:
    font = _font(size)
    left, top, right, bottom = font.getbbox(text, stroke_width=1)
    word = Image.new("RGBA", (int(right - left) + 4 * size, int(bottom - top) + 4 * size))
    ImageDraw.Draw(word).text(
        (2 * size - left, 2 * size - top), text, font=font, fill=_INK, stroke_width=1,
        stroke_fill=_EDGE,
    )  # fmt: skip
    return word.rotate(_ANGLE, expand=True, resample=Image.Resampling.BICUBIC)
