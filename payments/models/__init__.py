from payments.models.attempt import PaymentAttempt
from payments.models.ledger import Account, LedgerEntry, LedgerPosting
from payments.models.notification import Notification
from payments.models.plan import Payment, PaymentHistory, PaymentPlan
from payments.models.refund import Refund, RefundPart
from payments.models.risk_assessment import RiskAssessment
from payments.models.risk_rule import RiskRule
from payments.models.risk_trial import RiskTrial

__all__ = [
    "Account",
    "LedgerEntry",
    "LedgerPosting",
    "Notification",
    "Payment",
    "PaymentAttempt",
    "PaymentHistory",
    "PaymentPlan",
    "Refund",
    "RefundPart",
    "RiskAssessment",
    "RiskRule",
    "RiskTrial",
]
