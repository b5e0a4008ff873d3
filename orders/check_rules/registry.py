"""The rules of the order check, in the order in which a person would look."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.check_rules import address, blacklist, payment, remark, remote_area, risk, stock
from orders.check_rules.facts import Answer, OrderFacts

Rule = Callable[[OrderFacts], Answer]

RULES: dict[str, tuple[str | Promise, Rule]] = {
    "payment": (_("Payment"), payment.check),
    "stock": (_("Stock"), stock.check),
    "address": (_("Address"), address.check),
    "blacklist": (_("Blacklist"), blacklist.check),
    "risk": (_("Risk"), risk.check),
    "remote_area": (_("Remote area"), remote_area.check),
    "remark": (_("Remark"), remark.check),
}


def rule_label(code: str) -> str:
    label, _rule = RULES.get(code, (code, None))
    return str(label)
