"""The facts of one order for its check."""

from collections import Counter

from django.utils import timezone

from customers.selectors.blacklist import blacklisted
from inventory.selectors.allocation import reservations_of
from orders.check_rules.facts import OrderFacts
from orders.models import Order
from orders.policies import CheckPolicies
from orders.selectors.traits import known_keys
from payments.selectors.plans import plans_of
from payments.selectors.risk import assessments_of
from shop.common.money import ZERO
from shop.common.policies import policies
from shop.common.selectors import children_of


def check_facts(order: Order) -> OrderFacts:
    """Gather what the rules look at, in a constant number of queries."""
    receiver, rules = order.receiver, policies(CheckPolicies)
    reserved: Counter[int] = Counter()
    for piece in reservations_of(order.number):
        reserved[piece.line_id] += piece.quantity
    plan = plans_of([order.number]).get(order.number)
    return OrderFacts(
        receiver_name=receiver.name,
        phone=receiver.phone,
        street=receiver.street,
        province_code=receiver.province_code,
        district_code=receiver.district_code,
        district_is_finest=not children_of(receiver.district_code),
        remark=order.remark,
        total=order.total,
        captured=plan.captured if plan else ZERO,
        is_paid=plan.is_paid if plan else False,
        ordered={line.pk: line.to_ship for line in order.lines.all()},
        reserved=reserved,
        is_remote=receiver.province_code in rules.remote_provinces,
        holds_remarks=rules.hold_remarks,
        holds_remote=rules.hold_remote,
        risk=assessments_of([order.number]).get(order.number),
        blacklisted=tuple(
            hit.trait for hit in blacklisted(known_keys(order).items(), at=timezone.now())
        ),
    )
