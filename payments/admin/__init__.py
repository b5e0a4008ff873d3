from payments.admin.attempt import PaymentAttemptAdmin
from payments.admin.bank_receipt import BankReceiptAdmin
from payments.admin.difference import DifferenceAdmin
from payments.admin.ledger import LedgerEntryAdmin
from payments.admin.notification import NotificationAdmin
from payments.admin.plan import PaymentPlanAdmin
from payments.admin.refund import RefundAdmin
from payments.admin.refund_part import RefundPartAdmin
from payments.admin.refund_proposal import RefundProposalAdmin
from payments.admin.refusal import NotificationRefusalAdmin
from payments.admin.risk_assessment import RiskAssessmentAdmin
from payments.admin.risk_rule import RiskRuleAdmin
from payments.admin.risk_trial import RiskTrialAdmin
from payments.admin.statement import StatementAdmin
from payments.admin.statement_row import StatementRowAdmin
from payments.admin.transfer import TransferReceiptAdmin

__all__ = [
    "BankReceiptAdmin",
    "DifferenceAdmin",
    "LedgerEntryAdmin",
    "NotificationAdmin",
    "NotificationRefusalAdmin",
    "PaymentAttemptAdmin",
    "PaymentPlanAdmin",
    "RefundAdmin",
    "RefundPartAdmin",
    "RefundProposalAdmin",
    "RiskAssessmentAdmin",
    "RiskRuleAdmin",
    "RiskTrialAdmin",
    "StatementAdmin",
    "StatementRowAdmin",
    "TransferReceiptAdmin",
]
