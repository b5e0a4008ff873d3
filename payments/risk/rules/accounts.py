"""Many accounts that are one person: on one device, at one address, with one phone."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from customers.traits import Trait
from payments.risk.counted_rules import counted_rule
from payments.risk.registry import Params, risk_rule
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


_KINDS = (
    (
        "device_accounts",
        Trait.DEVICE,
        _("Many accounts on one device"),
        _("%(accounts)s accounts ordered from the same device within %(days)s days."),
    ),
    (
        "browser_accounts",
        Trait.BROWSER,
        _("Many accounts with alike browsers on one network"),
        _("%(accounts)s accounts used the same network and kind of browser within %(days)s days."),
    ),
    (
        "address_accounts",
        Trait.ADDRESS,
        _("Many accounts, one address"),
        _("%(accounts)s accounts ordered to the same address within %(days)s days."),
    ),
    (
        "phone_accounts",
        Trait.PHONE,
        _("Many accounts, one receiver's phone"),
        _("%(accounts)s accounts ordered for the same phone within %(days)s days."),
    ),
)


def _measure(trait: Trait, params: Crowd, what: Counted = Counted.ACCOUNTS) -> Measure:
    return Measure(trait=trait, what=what, minutes=params.days * _MINUTES_OF_A_DAY)


def _crowded(params: Crowd, others: int) -> Figures | None:
    accounts = others + 1
    if accounts < params.accounts:
        return None
    return {"accounts": str(accounts), "days": str(params.days)}


for _code, _trait, _label, _words in _KINDS:
    counted_rule(
        _code,
        label=_label,
        words=_words,
        params=Crowd,
        measure=partial(_measure, _trait),
        says=_crowded,
    )


def _offers(params: Crowd) -> tuple[Measure, ...]:
    return tuple(_measure(trait, params, Counted.NEWCOMERS) for trait in _SHARED)


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
    if not facts.uses_newcomer_offer:
        return None
    return _crowded(params, max(seen[measure] for measure in _offers(params)))
