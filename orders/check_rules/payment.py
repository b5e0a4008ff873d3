"""The whole amount has arrived."""

from django.utils.translation import gettext_lazy as _

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held


def check(facts: OrderFacts) -> Answer:
    if not facts.is_paid or facts.captured < facts.total:
        return held(_("The payments do not reach the total."))
    return PASSED
