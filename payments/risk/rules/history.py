"""What does not fit the customer's own past: the amount, many returns, another region."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from payments.risk.registry import Params, risk_rule
from payments.risk.types import Figures, RiskFacts, Seen
from shop.common.policies import policy
from shop.common.selectors import region_path


class Jump(Params):
    times: int = policy(5, label=_("Times the usual amount"), minimum=2, maximum=1000)
    least: Decimal = policy(
        Decimal("2000.00"), label=_("At least yuan"), minimum=Decimal(0), maximum=Decimal(10**8)
    )
    orders: int = policy(
        3,
        label=_("Paid orders before"),
        help_text=_("Fewer tell nothing about what is usual."),
        minimum=1,
        maximum=100,
    )


@risk_rule(
    "amount_jump",
    label=_("Amount far above the customer's usual"),
    words=_("¥%(amount)s, though ¥%(usual)s is usual for this customer."),
    params=Jump,
)
def amount_jump(facts: RiskFacts, params: Jump, _seen: Seen) -> Figures | None:
    is_known = facts.earlier_orders >= params.orders
    is_large = facts.amount >= params.least
    if not (is_known and is_large and facts.amount >= facts.usual_amount * params.times):
        return None
    return {"amount": str(facts.amount), "usual": str(facts.usual_amount)}


class Beginning(Params):
    least: Decimal = policy(
        Decimal("5000.00"), label=_("At least yuan"), minimum=Decimal(0), maximum=Decimal(10**8)
    )


@risk_rule(
    "large_first_order",
    label=_("Large first order"),
    words=_("¥%(amount)s, and nothing was paid before."),
    params=Beginning,
)
def large_first_order(facts: RiskFacts, params: Beginning, _seen: Seen) -> Figures | None:
    if facts.earlier_orders or facts.amount < params.least:
        return None
    return {"amount": str(facts.amount)}


class Returns(Params):
    least: int = policy(3, label=_("At least so many returns"), minimum=1, maximum=1000)
    percent: int = policy(
        50, label=_("At least so many percent of the paid orders"), minimum=1, maximum=100
    )


@risk_rule(
    "many_returns",
    label=_("Many returns"),
    words=_("%(returns)s of %(orders)s paid orders went back."),
    params=Returns,
)
def many_returns(facts: RiskFacts, params: Returns, _seen: Seen) -> Figures | None:
    share_reached = facts.returned_orders * 100 >= facts.earlier_orders * params.percent
    if facts.returned_orders < params.least or not share_reached:
        return None
    return {"returns": str(facts.returned_orders), "orders": str(facts.earlier_orders)}


class Regions(Params):
    counts_habit: bool = policy(
        default=True,
        label=_("Also against the regions of earlier orders"),
        help_text=_("Those of the IP address and of the account's phone are looked at always."),
    )


def _named(figures: Figures) -> Figures:
    return {
        name: ", ".join(region_path(code) for code in codes.split(","))
        for name, codes in figures.items()
    }


@risk_rule(
    "other_region",
    label=_("Region does not fit"),
    words=_("Delivery to %(delivery)s; known of this customer: %(known)s."),
    params=Regions,
    told=_named,
)
def other_region(facts: RiskFacts, params: Regions, _seen: Seen) -> Figures | None:
    to = facts.delivery_region
    known = {facts.ip_region, facts.phone_region} - {""}
    if params.counts_habit:
        known |= set(facts.known_regions)
    if not to or not known or to in known:
        return None
    return {"delivery": to, "known": ",".join(sorted(known))}
