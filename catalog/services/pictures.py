"""Pictures of products: checked by content, stored with their smaller widths beside them."""

import io
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TypedDict, Unpack

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from catalog.errors import PictureNotPossible
from catalog.models import Product, ProductPicture
from catalog.services.listing import refresh_listing
from catalog.whiteness import white_share
from shop.common.actors import Actor

WIDTHS = (240, 480, 800)
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_QUALITY = 82
_TALLEST = 10  # times the width

_UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
)


class PictureFields(TypedDict, total=False):
    value_id: int | None
    role: str
    alt: str
    position: int


@dataclass(frozen=True, kw_only=True)
class _Checked:
    content: bytes
    image: Image.Image
    extension: str


@dataclass(frozen=True, kw_only=True)
class _Stored:
    name: str
    image: Image.Image


def add_picture(
    *, product_id: int, file: IO[bytes], actor: Actor, **fields: Unpack[PictureFields]
) -> ProductPicture:
    """Store a picture with its renditions and show it, by default after the others.

    Files are written before the transaction and never deleted: orders point at them. Raises
    PictureNotPossible.
    """
    del actor  # who added rows is kept by auditlog
    number = Product.objects.values_list("number", flat=True).get(pk=product_id)
    stored = _store(file, f"products/{timezone.localtime():%Y/%m}/{number}")
    width, height = stored.image.size
    with transaction.atomic():
        Product.objects.lock(product_id)
        fields.setdefault("position", ProductPicture.objects.filter(product=product_id).count())
        picture = ProductPicture.objects.create(
            product_id=product_id,
            image=stored.name,
            width=width,
            height=height,
            white_share=white_share(stored.image),
            **fields,
        )
        refresh_listing(product_ids=[product_id])
    return picture


def check_picture(*, file: IO[bytes]) -> None:
    """Look whether the file is a picture that the shop can show. Raises PictureNotPossible."""
    _check(file)
    file.seek(0)


@transaction.atomic
def update_picture(
    *, picture_id: int, actor: Actor, **fields: Unpack[PictureFields]
) -> ProductPicture:
    """Change where a picture stands and what it shows."""
    del actor
    picture = ProductPicture.objects.get(pk=picture_id)
    Product.objects.lock(picture.product_id)
    for name, value in fields.items():
        setattr(picture, name, value)
    picture.save(update_fields=list(fields))
    refresh_listing(product_ids=[picture.product_id])
    return picture


@transaction.atomic
def remove_picture(*, picture_id: int, actor: Actor) -> None:
    """Show a picture no more. Its files stay, because orders may point at them."""
    del actor
    picture = ProductPicture.objects.get(pk=picture_id)
    Product.objects.lock(picture.product_id)
    picture.delete()
    refresh_listing(product_ids=[picture.product_id])


def store_picture(*, file: IO[bytes], stem: str) -> str:
    """Store a picture that belongs to no product, with its renditions; returns its name."""
    return _store(file, stem).name


def _store(file: IO[bytes], stem: str) -> _Stored:
    """Store a file under a name of its own, and beside it `<stem>-<width>.webp` of each width."""
    checked = _check(file)
    name = f"{stem}-{secrets.token_hex(4)}.{checked.extension}"
    stored = default_storage.save(name, ContentFile(checked.content))
    upright = _upright(checked.image)
    path = PurePosixPath(stored)
    for width in WIDTHS:
        rendition = str(path.with_name(f"{path.stem}-{width}.webp"))
        default_storage.save(rendition, ContentFile(_webp(upright, width)))
    return _Stored(name=stored, image=checked.image)


def _check(file: IO[bytes]) -> _Checked:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PictureNotPossible
    try:
        Image.open(io.BytesIO(content), formats=list(_EXTENSIONS)).verify()
        image = Image.open(io.BytesIO(content), formats=list(_EXTENSIONS))
        extension = _EXTENSIONS[image.format or ""]
        if image.width * image.height > MOST_PIXELS:
            raise PictureNotPossible
        image.load()
    except _UNREADABLE as wrong:
        raise PictureNotPossible from wrong
    return _Checked(content=content, image=image, extension=extension)


def _upright(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    has_alpha = "A" in turned.getbands() or "transparency" in turned.info
    return turned.convert("RGBA" if has_alpha else "RGB")


def _webp(image: Image.Image, width: int) -> bytes:
    smaller = image.copy()
    smaller.thumbnail((width, width * _TALLEST), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    smaller.save(target, "WEBP", quality=_QUALITY, method=4)
    return target.getvalue()
