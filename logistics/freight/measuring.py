"""How much a template counts: whole numbers of its smallest unit, so that nothing is ever rounded.

Pieces are counted in thousandths, weight in grams, volume in cm³.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from logistics.models import FreightTemplate
from logistics.types import FreightLine

Basis = FreightTemplate.Basis

_PER_UNIT = {Basis.PIECE: 1000, Basis.WEIGHT: 1000, Basis.VOLUME: 1_000_000, Basis.GREATER: 1000}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is counted in all, each line's part of it, and how it came about in words."""

    total: int
    by_line: dict[int, int]
    words: str


def measure(template: FreightTemplate, lines: Sequence[FreightLine]) -> Measure:
    """Count lines by the template's basis."""
    if template.basis == Basis.PIECE:
        return _counted(lines, lambda line: 1000, template.basis)
    if template.basis == Basis.WEIGHT:
        return _counted(lines, lambda line: line.weight_grams, template.basis)
    if template.basis == Basis.VOLUME:
        return _counted(lines, lambda line: line.volume_cm3, template.basis)
    return _greater(template, lines)


def in_smallest(basis: str, quantity: Decimal) -> int:
    """Turn a quantity of the template's unit into smallest units."""
    return int(quantity * _PER_UNIT[Basis(basis)])


def in_words(basis: str, count: int) -> str:
    """Say a number of smallest units in the template's unit: "3 pieces", "2.5 kg", "0.012 m³"."""
    quantity = (Decimal(count) / _PER_UNIT[Basis(basis)]).normalize()
    if basis == Basis.PIECE:
        plural = ngettext("%(count)s piece", "%(count)s pieces", 1 if quantity == 1 else 2)
        return plural % {"count": f"{quantity:f}"}
    unit = "m³" if basis == Basis.VOLUME else "kg"
    return f"{quantity:f} {unit}"


def _counted(
    lines: Sequence[FreightLine], per_piece: Callable[[FreightLine], int], basis: str
) -> Measure:
    by_line = {line.line_key: per_piece(line) * line.quantity for line in lines}
    total = sum(by_line.values())
    return Measure(total=total, by_line=by_line, words=in_words(basis, total))


def _greater(template: FreightTemplate, lines: Sequence[FreightLine]) -> Measure:
    weight = _counted(lines, lambda line: line.weight_grams, Basis.WEIGHT)
    volume = _counted(lines, lambda line: line.volume_cm3, Basis.VOLUME)
    # Up to the next gram, as carriers do; the parts stay in cm³, so that they divide exactly.
    volumetric = -(-volume.total * 1000 // template.volumetric_divisor)
    numbers = {
        "weight": weight.words,
        "volumetric": in_words(Basis.GREATER, volumetric),
        "volume": volume.total,
        "divisor": template.volumetric_divisor,
    }
    if volumetric > weight.total:
        words = _("%(volumetric)s (%(volume)d cm³ ÷ %(divisor)d), more than its weight %(weight)s")
        return Measure(total=volumetric, by_line=volume.by_line, words=words % numbers)
    words = _("%(weight)s, not less than its volume %(volumetric)s (%(volume)d cm³ ÷ %(divisor)d)")
    return Measure(total=weight.total, by_line=weight.by_line, words=words % numbers)
