from payments.admin.difference import DifferenceAdmin
from payments.admin.ledger import LedgerEntryAdmin
from payments.admin.notification import NotificationAdmin
from payments.admin.plan import PaymentPlanAdmin
from payments.admin.refund import RefundAdmin
from payments.admin.statement import StatementAdmin

__all__ = [
    "DifferenceAdmin",
    "LedgerEntryAdmin",
    "NotificationAdmin",
    "PaymentPlanAdmin",
    "RefundAdmin",
    "StatementAdmin",
]
