from payments.models.attempt import PaymentAttempt
from payments.models.notification import Notification
from payments.models.plan import Payment, PaymentHistory, PaymentPlan
from payments.models.refund import Refund, RefundPart

__all__ = [
    "Notification",
    "Payment",
    "PaymentAttempt",
    "PaymentHistory",
    "PaymentPlan",
    "Refund",
    "RefundPart",
]
