"""What the customer asked for must be read by a person."""

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    if facts.holds_remarks and facts.remark.strip():
        return held("remark_left")
    return PASSED
