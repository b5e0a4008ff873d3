"""Sheets that a browser prints: the same content as the PDFs, with barcodes as SVG."""

from typing import Any

from django.utils.safestring import mark_safe

from orders.documents.barcodes import code128
from orders.selectors.delivery_notes import DeliveryNote
from orders.selectors.pick_lists import PickList


def pick_sheet(listing: PickList) -> dict[str, Any]:
    """Return what the template of the pick list shows."""
    return {
        "listing": listing,
        "wave_code": _barcode(listing.wave),
        "rows": [
            {
                "row": row,
                "bin_code": _barcode(row.bin) if row.bin else "",
                "sku_code": _barcode(row.barcode),
            }
            for row in listing.rows
        ],
    }


def delivery_notes(notes: list[DeliveryNote]) -> dict[str, Any]:
    """Return what the template of the delivery notes shows."""
    return {"notes": [{"note": note, "code": _barcode(note.reference)} for note in notes]}


def _barcode(text: str) -> str:
    return mark_safe(code128(text))  # noqa: S308  drawn by us: bars only, the text is not in it
