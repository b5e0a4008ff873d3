"""When delivery is free: what is reached, and what is still missing in words."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from logistics.models import FreightZone
from logistics.types import FreightLine

When = FreightZone.FreeWhen


def reached(zone: FreightZone, lines: Sequence[FreightLine]) -> str:
    """Say which condition of free delivery the lines meet; nothing when they do not."""
    by_amount, by_pieces = _wanted(zone)
    met = []
    if by_amount and not _missing_amount(zone, lines):
        met.append(_("¥%(amount)s reached") % {"amount": zone.free_amount})
    if by_pieces and not _missing_pieces(zone, lines):
        met.append(_("%(pieces)d pieces reached") % {"pieces": zone.free_pieces})
    enough = len(met) == by_amount + by_pieces if zone.free_when == When.BOTH else bool(met)
    return ", ".join(met) if enough else ""


def missing(zone: FreightZone, lines: Sequence[FreightLine]) -> str:
    """Say what is missing for free delivery; nothing when it never is free."""
    by_amount, by_pieces = _wanted(zone)
    parts = []
    amount, pieces = _missing_amount(zone, lines), _missing_pieces(zone, lines)
    if by_amount and amount:
        parts.append(f"¥{amount}")
    if by_pieces and pieces:
        parts.append(ngettext("%(count)d piece", "%(count)d pieces", pieces) % {"count": pieces})
    joined = (_(" and ") if zone.free_when == When.BOTH else _(" or ")).join(parts)
    return _("%(missing)s more for free delivery") % {"missing": joined} if parts else ""


def _wanted(zone: FreightZone) -> tuple[bool, bool]:
    by_amount = zone.free_when in {When.AMOUNT, When.EITHER, When.BOTH}
    by_pieces = zone.free_when in {When.PIECES, When.EITHER, When.BOTH}
    return by_amount and zone.free_amount is not None, by_pieces and zone.free_pieces is not None


def _missing_amount(zone: FreightZone, lines: Sequence[FreightLine]) -> Decimal:
    spent = sum((line.amount for line in lines), Decimal(0))
    return max((zone.free_amount or Decimal(0)) - spent, Decimal(0))


def _missing_pieces(zone: FreightZone, lines: Sequence[FreightLine]) -> int:
    return max((zone.free_pieces or 0) - sum(line.quantity for line in lines), 0)
