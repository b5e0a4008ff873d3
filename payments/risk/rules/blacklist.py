"""Somebody or something is on the blacklist (of `customers`, the only one)."""

from django.utils.translation import gettext_lazy as _

from customers.traits import Trait
from payments.risk.registry import Params, risk_rule
from payments.risk.types import Figures, RiskFacts, Seen


class NoParams(Params):
    """Whoever is listed is listed."""


def _named(figures: Figures) -> Figures:
    return {"traits": ", ".join(str(Trait(code).label) for code in figures["traits"].split(","))}


@risk_rule(
    "blacklist",
    label=_("Blacklist"),
    words=_("On the blacklist: %(traits)s."),
    params=NoParams,
    told=_named,
)
def blacklist(facts: RiskFacts, _params: NoParams, _seen: Seen) -> Figures | None:
    if not facts.blacklisted:
        return None
    return {"traits": ",".join(trait.value for trait in facts.blacklisted)}
