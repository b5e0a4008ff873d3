"""How it is paid: cards that are tried one after another (盗刷), and a way with a large amount.

Asked once more whenever a way of paying is chosen: the first order knows of no failure yet.
"""

from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from customers.traits import Trait
from payments.gateways.registry import LABELS
from payments.risk.counted_rules import counted_rule
from payments.risk.registry import Params, risk_rule
from payments.risk.types import Counted, Figures, Measure, RiskFacts, Seen
from shop.common.policies import policy


class Failures(Params):
    minutes: int = policy(60, label=_("Within minutes"), minimum=1, maximum=10_080)
    most: int = policy(
        5,
        label=_("Refused payments that are usual"),
        help_text=_("Refused by the bank. One more and the rule speaks."),
        minimum=1,
        maximum=900,
    )


_KINDS = (
    (
        "account_failures",
        Trait.ACCOUNT,
        _("Card testing: refused payments of one account"),
        _("%(failures)s payments of this account were refused within %(minutes)s minutes."),
    ),
    (
        "device_failures",
        Trait.DEVICE,
        _("Card testing: refused payments from one device"),
        _("%(failures)s payments from this device were refused within %(minutes)s minutes."),
    ),
    (
        "ip_failures",
        Trait.IP,
        _("Card testing: refused payments from one IP address"),
        _("%(failures)s payments from this IP address were refused within %(minutes)s minutes."),
    ),
)


def _measure(trait: Trait, params: Failures) -> Measure:
    return Measure(trait=trait, what=Counted.FAILURES, minutes=params.minutes)


def _too_many(params: Failures, failures: int) -> Figures | None:
    if failures <= params.most:
        return None
    return {"failures": str(failures), "minutes": str(params.minutes)}


for _code, _trait, _label, _words in _KINDS:
    counted_rule(
        _code,
        label=_label,
        words=_words,
        params=Failures,
        measure=partial(_measure, _trait),
        says=_too_many,
        at_payment=True,
    )


class Way(Params):
    way: str = policy("unionpay", label=_("Way of paying"), choices=tuple(LABELS.items()))
    least: Decimal = policy(
        Decimal("5000.00"), label=_("At least yuan"), minimum=Decimal(0), maximum=Decimal(10**8)
    )


def _named(figures: Figures) -> Figures:
    return {**figures, "way": str(LABELS.get(figures["way"], figures["way"]))}


@risk_rule(
    "way_of_paying",
    label=_("Way of paying"),
    words=_("¥%(amount)s by %(way)s."),
    params=Way,
    told=_named,
    at_payment=True,
)
def way_of_paying(facts: RiskFacts, params: Way, _seen: Seen) -> Figures | None:
    if facts.way != params.way or facts.amount < params.least:
        return None
    return {"amount": str(facts.amount), "way": facts.way}
