"""Customer or receiver is on the blacklist by now, whenever they were put there."""

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    if not facts.blacklisted:
        return PASSED
    return held("blacklisted", traits=",".join(trait.value for trait in facts.blacklisted))
