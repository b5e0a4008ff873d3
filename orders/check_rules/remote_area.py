"""Delivery to remote areas is slow and dear, so a person agrees it with the customer."""

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    if facts.holds_remote and facts.is_remote:
        return held("remote_area")
    return PASSED
