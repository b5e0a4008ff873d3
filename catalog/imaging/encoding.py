"""Pictures as files: one cleaned original, and smaller ones in the formats that browsers choose."""

import io
from typing import Any

from PIL import Image

_ORIGINAL: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 92, "optimize": True, "progressive": True},
    "png": {"format": "PNG"},
    "webp": {"format": "WEBP", "quality": 92, "method": 4},
}
_RENDITION: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 62, "speed": 8},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
}


def encoded_original(image: Image.Image, ending: str) -> bytes:
    return _write(image, ending, _ORIGINAL[ending])


def encoded(image: Image.Image, ending: str) -> bytes:
    return _write(image, ending, _RENDITION[ending])


def narrowed(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _write(image: Image.Image, ending: str, options: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    (_on_white(image) if ending == "jpg" else image).save(target, **options)
    return target.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    return flat
