"""Pictures drawn anew: upright, in sRGB, without what camera or author wrote into the file."""

import io
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps

WIDEST = 3000
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def cleaned(image: Image.Image) -> Image.Image:
    """Return the bare pixels of a picture, RGB or RGBA, as a person would see them."""
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    plain = _in_srgb(upright, profile, has_alpha=has_alpha)
    if plain.width > WIDEST:
        height = max(1, round(plain.height * WIDEST / plain.width))
        plain = plain.resize((WIDEST, height), Image.Resampling.LANCZOS)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _in_srgb(image: Image.Image, profile: bytes | None, *, has_alpha: bool) -> Image.Image:
    mode = "RGBA" if has_alpha else "RGB"
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image.convert(mode)
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    with suppress(ImageCms.PyCMSError, OSError):  # a broken profile: take the colours as they are
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB")
        if turned is not None:
            colours = turned
    plain = colours.convert(mode)
    if alpha:
        plain.putalpha(alpha)
    return plain
