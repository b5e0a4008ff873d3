"""Every ordered piece is held for this order."""

from django.utils.translation import gettext_lazy as _

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    short = [line for line, pieces in facts.ordered.items() if facts.reserved.get(line, 0) < pieces]
    if short:
        return held(_("Stock is missing: agree with the customer on a refund or a later date."))
    return PASSED
