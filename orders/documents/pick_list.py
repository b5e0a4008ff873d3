"""The pick list on A4."""

from django.utils import timezone
from django.utils.translation import gettext as _

from orders.documents.barcodes import code128
from orders.documents.pictures import picture_svg
from orders.documents.typesetting import typeset
from orders.selectors.pick_lists import PickList


def pick_list_pdf(listing: PickList) -> bytes:
    """Typeset a pick list: bins in walking order, large quantities, boxes to tick, barcodes."""
    return typeset("pick_list", _plain(listing))


def _plain(listing: PickList) -> dict[str, object]:
    return {
        "words": {
            "title": _("Pick list"),
            "bin": _("Bin"),
            "goods": _("Goods"),
            "quantity": _("Pieces"),
            "baskets": _("Baskets"),
            "basket": _("Basket"),
            "picked_by": _("Picked by"),
            "checked_by": _("Checked by"),
            "cancelled": _("cancelled"),
            "take_out": _("take out:"),
            "no_bin": _("no bin"),
            "total": _("%(rows)d stops, %(pieces)d pieces, %(baskets)d baskets")
            % {
                "rows": len(listing.rows),
                "pieces": listing.pieces,
                "baskets": len(listing.baskets),
            },
        },
        "wave": listing.wave,
        "wave_code": code128(listing.wave),
        "warehouse": listing.warehouse,
        "created": f"{timezone.localtime(listing.created_at):%Y-%m-%d %H:%M}",
        "rows": [
            {
                "bin": row.bin,
                "bin_code": code128(row.bin) if row.bin else "",
                "picture": picture_svg(row.picture),
                "title": row.title,
                "sku": row.sku_code,
                "name": row.sku_name,
                "code": code128(row.barcode),
                "barcode": row.barcode,
                "quantity": row.quantity,
                "baskets": [f"{share.basket}: {share.quantity}" for share in row.baskets],
            }
            for row in listing.rows
        ],
        "baskets": [
            {
                "basket": entry.basket,
                "order": entry.reference,
                "pieces": entry.pieces,
                "cancelled": entry.is_cancelled,
                "take_out": ", ".join(entry.to_take_out),
            }
            for entry in listing.baskets
        ],
    }
