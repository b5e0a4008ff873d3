"""Enters the documents that sensitive goods need; one of them ends soon, for the work list."""

import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from catalog.models import Category, QualificationKind
from catalog.services.qualifications import add_qualification
from shop.common.actors import Actor

# Name, number, the department that needs it, and in how many days it ends.
DOCUMENTS = (
    ("食品经营许可证", "JY13101000000001", "food", 21),
    ("化妆品经营备案凭证", "沪妆经备2026000001", "beauty", 640),
)
_YEARS = timedelta(days=5 * 365)


def load_documents(*, today: date, actor: Actor) -> None:
    """Enter each document with a scan that says that it is an example."""
    for name, number, department, days in DOCUMENTS:
        kind = QualificationKind.objects.create(name=name)
        kind.categories.set(Category.objects.filter(slug=department))
        ends = today + timedelta(days=days)
        add_qualification(
            kind_id=kind.pk,
            product_id=None,
            number=number,
            valid_from=ends - _YEARS,
            valid_until=ends,
            scan=_scan(),
            actor=actor,
        )


def _scan() -> io.BytesIO:
    sheet = Image.new("RGB", (595, 842), "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((30, 30, 565, 812), outline="#bf311a", width=4)
    pen.text((250, 400), "EXAMPLE", fill="#5c554c")
    file = io.BytesIO()
    sheet.save(file, "PNG")
    file.seek(0)
    return file
