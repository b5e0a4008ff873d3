"""Refusals of risk: plain to the shopper, and without an accusation."""

from django.utils.translation import gettext_lazy as _

from payments.risk.types import Judgement, RiskFacts
from shop.common.errors import DomainError


class OrderNotAccepted(DomainError):
    """The points reach the limit. The caller keeps the refusal once its transaction is undone."""

    code = "order_not_accepted"
    message = _("We cannot take this order at the moment. Our customer service is glad to help.")

    def __init__(self, *, facts: RiskFacts, judgement: Judgement) -> None:
        super().__init__()
        self.facts = facts
        self.judgement = judgement


class PaymentNotAccepted(DomainError):
    """The points of the order and of the way of paying together reach the limit."""

    code = "payment_not_accepted"
    message = _(
        "This payment cannot be taken at the moment. Choose another way, try again later, or ask"
        " our customer service."
    )


class CodeNeeded(DomainError):
    """The plan waits for a code that was sent to the customer's phone."""

    code = "code_needed"
    message = _("Please confirm with the code that we send to your mobile number, then pay.")


class NoCodeDemanded(DomainError):
    code = "no_code_demanded"
    message = _("No code is needed for this payment.")


class NoPhoneForCode(DomainError):
    code = "no_phone_for_code"
    message = _("Your account has no mobile number. Please add one first.")


class RuleNotDraft(DomainError):
    code = "rule_not_draft"
    message = _("Only a draft can be changed. Propose a change of the rule instead.")


class RuleNotActive(DomainError):
    code = "rule_not_active"
    message = _("This rule is not in force.")


class RetirementProposed(DomainError):
    code = "retirement_proposed"
    message = _("Somebody proposed already to retire this rule: agree to it, or keep the rule.")


class RetirementNotProposed(DomainError):
    code = "retirement_not_proposed"
    message = _("Nobody proposes any more to retire this rule.")


class RuleHasDraft(DomainError):
    code = "rule_has_draft"
    message = _("A change of this rule is drafted already.")


class RuleKindUnknown(DomainError):
    code = "rule_kind_unknown"
    message = _("There is no such kind of rule.")
