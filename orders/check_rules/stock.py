"""Every ordered piece is held for this order."""

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    gaps = (max(pieces - facts.reserved.get(line, 0), 0) for line, pieces in facts.ordered.items())
    missing = sum(gaps)
    if missing:
        return held("stock_missing", pieces=str(missing))
    return PASSED
