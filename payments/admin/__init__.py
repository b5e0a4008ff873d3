from payments.admin.ledger import LedgerEntryAdmin
from payments.admin.notification import NotificationAdmin
from payments.admin.plan import PaymentPlanAdmin
from payments.admin.refund import RefundAdmin

__all__ = ["LedgerEntryAdmin", "NotificationAdmin", "PaymentPlanAdmin", "RefundAdmin"]
