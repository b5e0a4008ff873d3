"""What the customer asked for must be read by a person."""

from django.utils.translation import gettext_lazy as _

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    if facts.holds_remarks and facts.remark.strip():
        return held(_("The customer left a remark: read it."))
    return PASSED
