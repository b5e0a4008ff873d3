"""What delivery costs, step by step. Pure: lines and terms in, an explained quote out.

Lines of one template are counted together: first unit, continuing units rounded up, surcharge, free
delivery. Lines share it by what was counted, and the surcharge of a delivery method by amount.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from logistics.freight.free_delivery import missing, reached
from logistics.freight.measuring import Measure, in_smallest, in_words, measure
from logistics.models import FreightZone
from logistics.types import DeliveryChoice, FreightLine, FreightQuote, NotServed, QuoteStep
from shop.common.money import ZERO, quantize, split


@dataclass(frozen=True, kw_only=True)
class Group:
    """The lines that ship by one template, with the terms of the zone that they go to."""

    zone: FreightZone
    lines: tuple[FreightLine, ...]


def quote(
    *,
    groups: Iterable[Group],
    method: DeliveryChoice | None = None,
    not_served: Sequence[NotServed] = (),
) -> FreightQuote:
    """Add up the groups and the surcharge of the delivery method."""
    steps: list[QuoteStep] = []
    shares: dict[int, Decimal] = {}
    amounts: dict[int, Decimal] = {}
    for group in groups:
        counted = measure(group.zone.template, group.lines)
        own = _group_steps(group, counted)
        steps += own
        shares |= split(_total(own), counted.by_line)
        amounts |= {line.line_key: line.amount for line in group.lines}
    if method and method.surcharge and amounts:
        steps.append(_method_step(method))
        for key, part in split(method.surcharge, amounts).items():
            shares[key] += part
    return FreightQuote(
        total=_total(steps), steps=tuple(steps), not_served=tuple(not_served), shares=shares
    )


def _group_steps(group: Group, counted: Measure) -> list[QuoteStep]:
    zone = group.zone
    units = [_first_step(zone, counted), *_next_steps(zone, counted)]
    remote = _remote_steps(zone)
    covered = [*units, *remote] if zone.free_covers_surcharge else units
    return [*units, *remote, *_free_steps(group, covered)]


def _first_step(zone: FreightZone, counted: Measure) -> QuoteStep:
    basis = zone.template.basis
    first = in_words(basis, in_smallest(basis, zone.first_quantity))
    reason = _("%(counted)s; the first %(first)s cost ¥%(fee)s (%(zone)s)")
    return QuoteStep(
        kind="first",
        label=zone.template.name,
        amount=quantize(zone.first_fee),
        reason=reason
        % {"counted": counted.words, "first": first, "fee": zone.first_fee, "zone": zone.name},
    )


def _next_steps(zone: FreightZone, counted: Measure) -> list[QuoteStep]:
    basis = zone.template.basis
    beyond = counted.total - in_smallest(basis, zone.first_quantity)
    if beyond <= 0:
        return []
    unit = in_smallest(basis, zone.next_quantity)
    count = -(-beyond // unit)
    reason = _("%(beyond)s more: %(count)d × ¥%(fee)s for each begun %(unit)s")
    numbers = {
        "beyond": in_words(basis, beyond),
        "unit": in_words(basis, unit),
        "count": count,
        "fee": zone.next_fee,
    }
    return [
        QuoteStep(
            kind="next",
            label=zone.template.name,
            amount=quantize(zone.next_fee * count),
            reason=reason % numbers,
        )
    ]


def _remote_steps(zone: FreightZone) -> list[QuoteStep]:
    if not zone.remote_surcharge:
        return []
    return [
        QuoteStep(
            kind="remote",
            label=_("Remote area"),
            amount=quantize(zone.remote_surcharge),
            reason=_("%(zone)s: ¥%(fee)s for the long way")
            % {"zone": zone.name, "fee": zone.remote_surcharge},
        )
    ]


def _free_steps(group: Group, covered: list[QuoteStep]) -> list[QuoteStep]:
    met = reached(group.zone, group.lines)
    reason = met or missing(group.zone, group.lines)
    fee = _total(covered)
    if not reason or not fee:
        return []
    return [
        QuoteStep(
            kind="free",
            label=_("Free delivery"),
            amount=-fee if met else ZERO,
            applied=bool(met),
            reason=reason,
        )
    ]


def _method_step(method: DeliveryChoice) -> QuoteStep:
    return QuoteStep(
        kind="method",
        label=method.name,
        amount=quantize(method.surcharge),
        reason=_("surcharge of this way of delivery"),
    )


def _total(steps: Iterable[QuoteStep]) -> Decimal:
    return sum((step.amount for step in steps), ZERO)
