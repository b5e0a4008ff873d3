"""The rules of risk (payments.risk) want a person to look."""

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held
from payments.risk.types import Decision


def check(facts: OrderFacts) -> Answer:
    found = facts.risk
    # Refused by one way of paying and paid by another: a person looks at it.
    if found is None or found.decision not in {Decision.HOLD, Decision.REFUSE}:
        return PASSED
    return held("risk_held", points=str(found.points))
