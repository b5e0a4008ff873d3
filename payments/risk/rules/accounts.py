"""Many accounts that are one person: on one device, at one address, with one phone."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from customers.traits import Trait
from payments.risk.registry import Params, Rule, risk_rule
from payments.risk.types import Counted, Figures, Measure, RiskFacts, Seen
from shop.common.policies import policy

_MINUTES_OF_A_DAY = 1440
_SHARED = (Trait.DEVICE, Trait.ADDRESS, Trait.PHONE)


class Crowd(Params):
    days: int = policy(7, label=_("Within days"), minimum=1, maximum=90)
    accounts: int = policy(
        4,
        label=_("From so many accounts"),
        help_text=_("With this one counted: then the rule speaks."),
        minimum=2,
        maximum=900,
    )


def _crowd(code: str, trait: Trait, *, label: StrOrPromise, words: StrOrPromise) -> Rule[Crowd]:
    def measure(params: Crowd) -> Measure:
        minutes = params.days * _MINUTES_OF_A_DAY
        return Measure(trait=trait, what=Counted.ACCOUNTS, minutes=minutes)

    def measures(params: Crowd) -> Iterable[Measure]:
        return (measure(params),)

    @risk_rule(code, label=label, words=words, params=Crowd, measures=measures)
    def crowd(_facts: RiskFacts, params: Crowd, seen: Seen) -> Figures | None:
        accounts = seen[measure(params)] + 1
        if accounts < params.accounts:
            return None
        return {"accounts": str(accounts), "days": str(params.days)}

    return crowd


device_accounts = _crowd(
    "device_accounts",
    Trait.DEVICE,
    label=_("Many accounts on one device"),
    words=_("%(accounts)s accounts ordered from the same device within %(days)s days."),
)
address_accounts = _crowd(
    "address_accounts",
    Trait.ADDRESS,
    label=_("Many accounts, one address"),
    words=_("%(accounts)s accounts ordered to the same address within %(days)s days."),
)
phone_accounts = _crowd(
    "phone_accounts",
    Trait.PHONE,
    label=_("Many accounts, one receiver's phone"),
    words=_("%(accounts)s accounts ordered for the same phone within %(days)s days."),
)


def _offers(params: Crowd) -> tuple[Measure, ...]:
    minutes = params.days * _MINUTES_OF_A_DAY
    return tuple(Measure(trait=trait, what=Counted.NEWCOMERS, minutes=minutes) for trait in _SHARED)


@risk_rule(
    "newcomer_offers",
    label=_("Coupon farming: offers for new customers"),
    words=_(
        "%(accounts)s accounts with the same device, address or phone used offers for new customers"
        " within %(days)s days."
    ),
    params=Crowd,
    measures=_offers,
)
def newcomer_offers(facts: RiskFacts, params: Crowd, seen: Seen) -> Figures | None:
    accounts = max(seen[measure] for measure in _offers(params)) + 1
    if not facts.uses_newcomer_offer or accounts < params.accounts:
        return None
    return {"accounts": str(accounts), "days": str(params.days)}
