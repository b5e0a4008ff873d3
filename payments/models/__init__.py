from payments.models.attempt import PaymentAttempt
from payments.models.bank_receipt import BankReceipt
from payments.models.difference import Difference, DifferenceHistory
from payments.models.ledger import Account, LedgerEntry, LedgerPosting
from payments.models.notification import Notification
from payments.models.plan import Payment, PaymentHistory, PaymentPlan
from payments.models.refund import Refund, RefundPart
from payments.models.refund_proposal import RefundProposal
from payments.models.refund_reroute import RefundReroute
from payments.models.refusal import NotificationRefusal
from payments.models.risk_assessment import RiskAssessment
from payments.models.risk_at_payment import RiskAtPayment
from payments.models.risk_rule import RiskRule
from payments.models.risk_trial import RiskTrial
from payments.models.statement import Statement, StatementRow
from payments.models.transfer import TransferReceipt

__all__ = [
    "Account",
    "BankReceipt",
    "Difference",
    "DifferenceHistory",
    "LedgerEntry",
    "LedgerPosting",
    "Notification",
    "NotificationRefusal",
    "Payment",
    "PaymentAttempt",
    "PaymentHistory",
    "PaymentPlan",
    "Refund",
    "RefundPart",
    "RefundProposal",
    "RefundReroute",
    "RiskAssessment",
    "RiskAtPayment",
    "RiskRule",
    "RiskTrial",
    "Statement",
    "StatementRow",
    "TransferReceipt",
]
