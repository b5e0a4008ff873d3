"""Picture files as people upload them, and a folder of a test's own to keep them in."""

import io
from typing import Any

from PIL import Image


def picture(
    size: tuple[int, int] = (1000, 1200),
    kind: str = "PNG",
    mode: str = "RGB",
    *,
    raw: bytes | None = None,
    name: str = "",
    **options: Any,
) -> io.BytesIO:
    """Return an upload: a picture of one colour, or `raw` bytes that claim to be one."""
    file = io.BytesIO(raw or b"")
    if raw is None:
        Image.new(mode, size).save(file, kind, **options)
    file.seek(0)
    file.name = name
    return file
