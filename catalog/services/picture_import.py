"""Imports of pictures: out of a ZIP by the names of the files, or from addresses in a sheet."""

import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from catalog.models import Product, ProductPicture, Sku
from catalog.services.pictures import MOST_BYTES, add_picture, check_picture
from catalog.sources.taobao import picture_names
from shop.common.actors import Actor
from shop.common.errors import DomainError
from shop.common.importers import Plan, Problem, Row, Seen, SourceRow, Tally
from shop.common.outside_files import fetch_public_file
from shop.common.sheets.archives import look_into, read_entry
from shop.common.sheets.reading import read_rows
from shop.common.typed_numbers import whole_number

MOST_UNPACKED = 2_000_000_000
_MOST_SHEET = 60_000_000
_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tbi"}
_PLACE = re.compile(r"^(?P<code>.+?)[-_ (]+(?P<place>[0-9]{1,2})\)?$")
_LONGEST_PLACE = 3
_DETAIL = re.compile(r"^(详情|detail|desc)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PictureItem:
    """One picture of a product; `content` or `refusal` comes with the fetching."""

    rows: tuple[int, ...]
    product_id: int
    value_id: int | None
    role: str
    position: int | None
    alt: str
    name: str = ""
    url: str = ""
    content: bytes = b""
    refusal: DomainError | None = None


@dataclass(frozen=True, kw_only=True)
class _Owner:
    product_id: int
    value_id: int | None = None


def picture_rows(*, path: Path) -> Iterator[SourceRow]:
    """Yield a row per picture of an archive; a Taobao package says itself whose they are."""
    names = look_into(path, most_bytes=MOST_UNPACKED).sizes
    owners = _taobao_owners(path, names)
    pictures = [name for name in names if PurePosixPath(name).suffix.lower() in _SUFFIXES]
    for number, name in enumerate(sorted(pictures), 1):
        cells = {"file": name}
        known = owners.get(PurePosixPath(name).stem)
        if known:
            cells |= {"code": known[0], "position": str(known[1])}
        yield SourceRow(number=number, cells=cells)


def plan_pictures(*, rows: Sequence[Row], seen: Seen) -> Plan[PictureItem]:
    """Say which product each picture belongs to; writes nothing and fetches nothing."""
    del seen
    found = _owners({word for row in rows for word, _place in _candidates(row)})
    plan: Plan[PictureItem] = Plan()
    for row in rows:
        match = next(((w, p) for w, p in _candidates(row) if w in found), None)
        if match is None:
            value = row.values.get("file") or row.values.get("code", "")
            reason = _("No product or SKU has this code; name the file after it, such as CODE-1.")
            plan.problems.append(Problem(row=row.number, column="code", value=value, reason=reason))
        elif not row.values.get("file") and not row.values.get("url"):
            reason = _("Give the address of the picture.")
            plan.problems.append(Problem(row=row.number, column="url", reason=reason))
        else:
            plan.items.append(_item(row, found[match[0]], match[1]))
    return plan


def fetch_pictures(*, items: Sequence[PictureItem], archive: Path | None) -> list[PictureItem]:
    """Get the contents, looked at as pictures; between two transactions."""
    return [_fetched(item, archive) for item in items]


def write_pictures(*, items: Sequence[PictureItem], actor: Actor, at: datetime) -> Tally:
    """Add the pictures to their products. Raises the refusal of one that could not be had."""
    del at
    for item in items:
        if item.refusal is not None:
            raise item.refusal
    products = {item.product_id for item in items}
    known = set(ProductPicture.objects.filter(product__in=products).values_list("pk", flat=True))
    before = len(known)
    for item in items:
        place = {} if item.position is None else {"position": item.position}
        picture = add_picture(
            product_id=item.product_id,
            file=io.BytesIO(item.content),
            actor=actor,
            value_id=item.value_id,
            role=item.role,
            alt=item.alt,
            **place,
        )
        known.add(picture.pk)
    created = len(known) - before
    return Tally(created=created, unchanged=len(items) - created)


def _candidates(row: Row) -> list[tuple[str, int | None]]:
    """Return what may be the code, the likeliest first, each with the place it leaves."""
    if row.values.get("code"):
        return [(row.values["code"], None)]
    path = PurePosixPath(row.values.get("file", ""))
    words: list[tuple[str, int | None]] = [(path.stem, None)]
    match = _PLACE.match(path.stem)
    if match:
        words.append((match["code"], int(match["place"])))
    if path.parent.name:
        words.append((path.parent.name, _place_of(path.stem)))
    return words


def _place_of(stem: str) -> int | None:
    """Read 01 or 12; longer numbers, such as those of cameras, are no place."""
    return whole_number(stem) if len(stem) <= _LONGEST_PLACE else None


def _owners(words: set[str]) -> dict[str, _Owner]:
    products = Product.objects.not_deleted()
    owners: dict[str, _Owner] = {}
    for field in ("outside_code", "number"):
        for pk, word in products.filter(**{f"{field}__in": words}).values_list("pk", field):
            owners[str(word)] = _Owner(product_id=pk)
    skus = Sku.objects.filter(code__in=words).order_by("values__value__attribute__position")
    for code, product_id, value_id in skus.values_list("code", "product_id", "values__value"):
        owners.setdefault(code, _Owner(product_id=product_id, value_id=value_id))
    return owners


def _item(row: Row, owner: _Owner, place: int | None) -> PictureItem:
    name = row.values.get("file", "")
    is_detail = bool(_DETAIL.match(PurePosixPath(name).parent.name))
    role = ProductPicture.Role.DETAIL if is_detail else ProductPicture.Role.MAIN
    return PictureItem(
        rows=(row.number,),
        product_id=owner.product_id,
        value_id=owner.value_id,
        role=row.values.get("role") or role,
        position=row.values.get("position", place),
        alt=row.values.get("alt", ""),
        name=name,
        url=row.values.get("url", ""),
    )


def _fetched(item: PictureItem, archive: Path | None) -> PictureItem:
    try:
        if item.name and archive is not None:
            content = read_entry(archive, item.name, most_bytes=MOST_BYTES)
        else:
            content = fetch_public_file(url=item.url, most_bytes=MOST_BYTES)
        check_picture(file=io.BytesIO(content))
    except DomainError as refusal:
        return replace(item, refusal=refusal)
    return replace(item, content=content)


def _taobao_owners(path: Path, names: dict[str, int]) -> dict[str, tuple[str, int]]:
    owners: dict[str, tuple[str, int]] = {}
    for name in names:
        if PurePosixPath(name).suffix.lower() == ".csv":
            with tempfile.NamedTemporaryFile() as sheet:
                sheet.write(read_entry(path, name, most_bytes=_MOST_SHEET))
                sheet.flush()
                owners |= picture_names(read_rows(Path(sheet.name)))
    return owners
