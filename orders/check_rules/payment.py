"""The whole amount has arrived."""

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    if not facts.is_paid or facts.captured < facts.total:
        return held("not_paid", captured=str(facts.captured), total=str(facts.total))
    return PASSED
