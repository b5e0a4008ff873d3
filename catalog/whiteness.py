"""How white the background of a picture is, measured along its border."""

from PIL import Image

_SIDE = 100  # measured on a small copy
_DEPTH = 4  # of the border, in its pixels
_NEAR_WHITE = 240  # of 255, in every channel


def white_share(image: Image.Image) -> int:
    """Return the share of near-white pixels on the border, in percent; what is clear counts."""
    small = image.convert("RGBA").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
    flat = Image.new("RGB", small.size, "white")
    flat.paste(small, mask=small.getchannel("A"))
    far = _SIDE - _DEPTH
    strips = (
        (0, 0, _SIDE, _DEPTH),
        (0, far, _SIDE, _SIDE),
        (0, _DEPTH, _DEPTH, far),
        (far, _DEPTH, _SIDE, far),
    )
    darkest = [min(pixel) for strip in strips for pixel in _pixels(flat.crop(strip))]
    return 100 * sum(channel >= _NEAR_WHITE for channel in darkest) // len(darkest)


def _pixels(strip: Image.Image) -> list[tuple[int, int, int]]:
    raw = strip.tobytes()
    return list(zip(raw[0::3], raw[1::3], raw[2::3], strict=True))
