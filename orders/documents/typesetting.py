"""PDFs by Typst.

Data travels as JSON, so that no text can become markup; the fonts come with a package.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).resolve().parent
_FONTS = Path(str(files("pylopdf_fonts_zh_cn")))


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """Typeset `<template>.typ` of this folder with its data and return the PDF."""
    pdf = typst.compile(
        str(_HERE / f"{template}.typ"),
        root=str(_HERE),
        font_paths=[str(path) for path in {font.parent for font in _FONTS.rglob("*.otf")}],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
    )
    return bytes(pdf)
