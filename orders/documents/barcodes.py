"""Barcodes as SVG, for print."""

import re
from io import BytesIO

from barcode import Code128
from barcode.writer import SVGWriter

_OPTIONS = {"write_text": False, "module_height": 9.0, "module_width": 0.25, "quiet_zone": 2.0}


def code128(text: str) -> str:
    """Return a Code 128 barcode as an SVG element; what it cannot hold is left out."""
    plain = re.sub(r"[^\x20-\x7e]", "", text) or "-"
    picture = BytesIO()
    Code128(plain, writer=SVGWriter()).write(picture, options=_OPTIONS)
    svg = picture.getvalue().decode()
    return svg[svg.index("<svg") :]
