"""Audits of law 1: levels, ledger and promises agree. Each reads one moment, in one statement."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, Lag

from inventory.models import Reservation, StockLevel, StockMovement
from shop.common.audit import Breach, register_audit

_LAW = 1


def ledger_breaches() -> Iterator[Breach]:
    """Find levels whose goods on hand are not the sum of their movements."""
    moved = (
        StockMovement.objects.filter(level=OuterRef("pk"))
        .values("level")
        .annotate(pieces=Sum("quantity"))
        .values("pieces")
    )
    rows = StockLevel.objects.annotate(moved=Coalesce(Subquery(moved), 0))
    wrong = rows.exclude(on_hand=F("moved")).order_by("pk")
    for level_id, on_hand, sum_ in wrong.values_list("pk", "on_hand", "moved"):
        yield _breach(level_id, f"{on_hand} on hand, its movements sum to {sum_}")


def promise_breaches() -> Iterator[Breach]:
    """Find levels whose reserved pieces are not the sum of their open reservations."""
    promised = (
        Reservation.objects.open()
        .filter(level=OuterRef("pk"))
        .values("level")
        .annotate(pieces=Sum(F("quantity") - F("consumed")))
        .values("pieces")
    )
    rows = StockLevel.objects.annotate(promised=Coalesce(Subquery(promised), 0))
    wrong = rows.exclude(reserved=F("promised")).order_by("pk")
    for level_id, reserved, sum_ in wrong.values_list("pk", "reserved", "promised"):
        yield _breach(level_id, f"{reserved} reserved, open reservations sum to {sum_}")


def bound_breaches() -> Iterator[Breach]:
    """Find levels that promise more than they have."""
    out = Q(reserved__lt=0) | Q(frozen__lt=0) | Q(on_hand__lt=F("reserved") + F("frozen"))
    for level in StockLevel.objects.filter(out).order_by("pk"):
        state = f"{level.on_hand} on hand, {level.reserved} reserved, {level.frozen} frozen"
        yield _breach(level.pk, state)


def chain_breaches() -> Iterator[Breach]:
    """Find movements that do not begin where the one before ended."""
    last = Window(Lag("after"), partition_by=F("level"), order_by="id")
    rows = StockMovement.objects.annotate(last=Coalesce(last, Value(0)))
    broken = rows.exclude(before=F("last")).order_by("pk")
    for movement in broken:
        yield Breach(
            law=_LAW,
            subject=f"stock movement {movement.pk}",
            message=f"begins at {movement.before}, the one before ended at {movement.last}",
        )


def _breach(level_id: int, message: str) -> Breach:
    return Breach(law=_LAW, subject=f"stock level {level_id}", message=message)


register_audit("stock: levels equal movements", ledger_breaches)
register_audit("stock: reserved equals open reservations", promise_breaches)
register_audit("stock: nothing is oversold", bound_breaches)
register_audit("stock: movements follow each other", chain_breaches)
