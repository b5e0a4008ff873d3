from payments.models.attempt import PaymentAttempt
from payments.models.ledger import Account, LedgerEntry, LedgerPosting
from payments.models.notification import Notification
from payments.models.plan import Payment, PaymentHistory, PaymentPlan
from payments.models.refund import Refund, RefundPart

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
]
