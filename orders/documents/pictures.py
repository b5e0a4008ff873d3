"""Pictures of goods, small enough for print."""

import base64
from io import BytesIO

from django.core.files.storage import default_storage
from PIL import Image

from catalog.selectors.pictures import rendition_name

_WIDTH = 240
_QUALITY = 80


def picture_svg(path: str) -> str:
    """Return a stored picture as an SVG that carries it; empty when there is none to be read.

    An SVG is text, so it travels with the other data: Typst never reads a file named by a row.
    """
    if not path:
        return ""
    try:
        with (
            default_storage.open(rendition_name(path, _WIDTH)) as file,
            Image.open(file) as picture,
        ):
            plain, width, height = _jpeg(picture), picture.width, picture.height
    except (OSError, ValueError):  # lost or broken: the list is needed all the same
        return ""
    data = base64.b64encode(plain).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
    )


def _jpeg(picture: Image.Image) -> bytes:
    white = Image.new("RGB", picture.size, "white")
    rgba = picture.convert("RGBA")
    white.paste(rgba, mask=rgba.getchannel("A"))
    written = BytesIO()
    white.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
