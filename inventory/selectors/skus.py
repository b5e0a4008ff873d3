"""Finding a SKU by what a person has in hand."""

from django.db.models import Q

from catalog.models import Sku


def find_sku(text: str) -> int | None:
    """Return the SKU with this code or barcode."""
    wanted = text.strip()
    rows = Sku.objects.filter(Q(code__iexact=wanted) | Q(barcode=wanted)).order_by("pk")
    return rows.values_list("pk", flat=True).first()
