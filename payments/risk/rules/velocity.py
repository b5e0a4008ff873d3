"""Too many orders in a short time with the same account, device, address, phone or IP address."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from customers.traits import Trait
from payments.risk.counted_rules import counted_rule
from payments.risk.registry import Params
from payments.risk.types import Counted, Figures, Measure
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


_KINDS = (
    (
        "account_orders",
        Trait.ACCOUNT,
        _("Many orders of one account"),
        _("%(orders)s orders of this account within %(minutes)s minutes."),
    ),
    (
        "device_orders",
        Trait.DEVICE,
        _("Many orders from one device"),
        _("%(orders)s orders from the same device within %(minutes)s minutes."),
    ),
    (
        "browser_orders",
        Trait.BROWSER,
        _("Many orders from alike browsers on one network"),
        _("%(orders)s orders from one network and kind of browser within %(minutes)s minutes."),
    ),
    (
        "ip_orders",
        Trait.IP,
        _("Many orders from one IP address"),
        _("%(orders)s orders from the same IP address within %(minutes)s minutes."),
    ),
    (
        "address_orders",
        Trait.ADDRESS,
        _("Many orders to one address"),
        _("%(orders)s orders to the same address within %(minutes)s minutes."),
    ),
    (
        "phone_orders",
        Trait.PHONE,
        _("Many orders for one phone"),
        _("%(orders)s orders for the same receiver's phone within %(minutes)s minutes."),
    ),
)


def _measure(trait: Trait, params: Velocity) -> Measure:
    return Measure(trait=trait, what=Counted.ORDERS, minutes=params.minutes)


def _too_many(params: Velocity, before: int) -> Figures | None:
    orders = before + 1
    if orders <= params.most:
        return None
    return {"orders": str(orders), "minutes": str(params.minutes)}


for _code, _trait, _label, _words in _KINDS:
    counted_rule(
        _code,
        label=_label,
        words=_words,
        params=Velocity,
        measure=partial(_measure, _trait),
        says=_too_many,
    )
