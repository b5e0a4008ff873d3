"""Too many orders in a short time with the same account, device, address, phone or IP address."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from customers.traits import Trait
from payments.risk.registry import Params, Rule, risk_rule
from payments.risk.types import Counted, Figures, Measure, RiskFacts, Seen
from shop.common.policies import policy


class Velocity(Params):
    minutes: int = policy(10, label=_("Within minutes"), minimum=1, maximum=10_080)
    most: int = policy(
        5,
        label=_("Orders that are usual"),
        help_text=_("With this order counted. One more and the rule speaks."),
        minimum=1,
        maximum=900,
    )


def _velocity(
    code: str, trait: Trait, *, label: StrOrPromise, words: StrOrPromise
) -> Rule[Velocity]:
    def measure(params: Velocity) -> Measure:
        return Measure(trait=trait, what=Counted.ORDERS, minutes=params.minutes)

    def measures(params: Velocity) -> Iterable[Measure]:
        return (measure(params),)

    @risk_rule(code, label=label, words=words, params=Velocity, measures=measures)
    def too_many(_facts: RiskFacts, params: Velocity, seen: Seen) -> Figures | None:
        orders = seen[measure(params)] + 1
        if orders <= params.most:
            return None
        return {"orders": str(orders), "minutes": str(params.minutes)}

    return too_many


account_orders = _velocity(
    "account_orders",
    Trait.ACCOUNT,
    label=_("Many orders of one account"),
    words=_("%(orders)s orders of this account within %(minutes)s minutes."),
)
device_orders = _velocity(
    "device_orders",
    Trait.DEVICE,
    label=_("Many orders from one device"),
    words=_("%(orders)s orders from the same device within %(minutes)s minutes."),
)
ip_orders = _velocity(
    "ip_orders",
    Trait.IP,
    label=_("Many orders from one IP address"),
    words=_("%(orders)s orders from the same IP address within %(minutes)s minutes."),
)
address_orders = _velocity(
    "address_orders",
    Trait.ADDRESS,
    label=_("Many orders to one address"),
    words=_("%(orders)s orders to the same address within %(minutes)s minutes."),
)
phone_orders = _velocity(
    "phone_orders",
    Trait.PHONE,
    label=_("Many orders for one phone"),
    words=_("%(orders)s orders for the same receiver's phone within %(minutes)s minutes."),
)
