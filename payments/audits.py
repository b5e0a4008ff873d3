"""Money adds up, and nothing waits for ever."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from payments.models import (
    Account,
    LedgerEntry,
    LedgerPosting,
    PaymentAttempt,
    PaymentHistory,
    PaymentPlan,
    Refund,
    RefundPart,
    RefundProposal,
)
from payments.policies import PaymentPolicies
from shop.common.audit import Breach, register_audit
from shop.common.policies import policies

_LATE = timedelta(minutes=30)
_OF_PLANS = (
    LedgerEntry.Kind.CAPTURE,
    LedgerEntry.Kind.REFUND_SENT,
    LedgerEntry.Kind.REFUND_DONE,
    LedgerEntry.Kind.REFUND_FAILED,
)


def audit_sums() -> Iterator[Breach]:
    """Find plans and attempts whose captures or refunds do not equal their parts."""
    wrong_plans = (
        PaymentPlan.objects.annotate(
            captures=_sum(PaymentAttempt.objects.all(), "payment__plan", "captured_amount"),
            refunds_sum=_sum(Refund.objects.all(), "plan", "amount"),
        )
        .exclude(captured=F("captures"), refunded=F("refunds_sum"))
        .values_list("reference", flat=True)
    )
    for reference in wrong_plans:
        yield Breach(law=2, subject=reference, message="plan differs from its captures or refunds")
    wrong_attempts = (
        PaymentAttempt.objects.annotate(parts=_sum(RefundPart.objects.all(), "attempt", "amount"))
        .exclude(refunded_amount=F("parts"))
        .values_list("out_trade_no", flat=True)
    )
    for number in wrong_attempts:
        yield Breach(law=2, subject=number, message="attempt differs from its refund parts")


def audit_refund_parts() -> Iterator[Breach]:
    """Find refunds that differ from their parts, or are done without them."""
    wrong = (
        Refund.objects.annotate(parts_sum=_sum(RefundPart.objects.all(), "refund", "amount"))
        .exclude(amount=F("parts_sum"))
        .values_list("number", flat=True)
    )
    for number in wrong:
        yield Breach(law=2, subject=number, message="refund differs from its parts")
    half_done = Refund.objects.filter(state=Refund.State.DONE).exclude(
        pk__in=RefundPart.objects.filter(state=RefundPart.State.DONE).values("refund")
    )
    for number in half_done.values_list("number", flat=True):
        yield Breach(law=3, subject=number, message="refund is done without a done part")


def audit_excess() -> Iterator[Breach]:
    """Find closed plans that keep money, and plans that keep more than their total.

    What waits for a second person is on its way back.
    """
    waiting = RefundProposal.objects.filter(state=RefundProposal.State.WAITING)
    closed = PaymentPlan.objects.filter(state=PaymentPlan.State.CLOSED).exclude(
        captured__lte=F("refunded") + _sum(waiting, "plan", "amount")
    )
    for reference in closed.values_list("reference", flat=True):
        yield Breach(law=3, subject=reference, message="closed plan keeps money")
    over = PaymentPlan.objects.filter(captured__gt=F("total") + F("refunded"))
    for reference in over.values_list("reference", flat=True):
        yield Breach(law=3, subject=reference, message="plan keeps more than its total")


def audit_waiting() -> Iterator[Breach]:
    """Find attempts that are unsettled long after their expiry."""
    late = PaymentAttempt.objects.unsettled().filter(
        expires_at__lt=timezone.now() - _LATE,
        disputed_at__isnull=True,  # a person was told
    )
    for number in late.values_list("out_trade_no", flat=True):
        yield Breach(law=3, subject=number, message="attempt is unsettled long after its expiry")


def audit_late_refunds() -> Iterator[Breach]:
    """Find parts of refunds that their gateway has had for days."""
    days = policies(PaymentPolicies).refund_days
    late = RefundPart.objects.late(timezone.now(), days=days)
    for number in late.values_list("out_request_no", flat=True):
        yield Breach(law=3, subject=number, message="refund is on its way for days")


def audit_ledger() -> Iterator[Breach]:
    """Find plans whose money stands in the ledger otherwise than in attempts and refund parts."""
    parts = RefundPart.objects.all()
    done = parts.filter(state=RefundPart.State.DONE)
    on_their_way = parts.filter(state__in=RefundPart.UNSETTLED)
    wrong = (
        PaymentPlan.objects.annotate(
            taken=_sum(PaymentAttempt.objects.all(), "payment__plan", "captured_amount"),
            gone=_sum(done, "refund__plan", "amount"),
            going=_sum(on_their_way, "refund__plan", "amount"),
            booked_as_theirs=_booked(Account.CUSTOMER),
            booked_at_gateways=_booked(Account.CLEARING),
            booked_on_its_way=_booked(Account.IN_TRANSIT),
        )
        .exclude(
            booked_as_theirs=F("gone") + F("going") - F("taken"),
            booked_at_gateways=F("taken") - F("gone"),
            booked_on_its_way=-F("going"),
        )
        .values_list("reference", flat=True)
    )
    for reference in wrong:
        yield Breach(law=2, subject=reference, message="plan and ledger disagree")
    plans = PaymentPlan.objects.values("reference")
    strays = LedgerEntry.objects.filter(kind__in=_OF_PLANS).exclude(reference__in=plans)
    for key in strays.values_list("key", flat=True):
        yield Breach(law=2, subject=key, message="ledger entry belongs to no plan")


def audit_balance() -> Iterator[Breach]:
    """Find ledger entries that do not balance, and a ledger that does not sum to zero."""
    sums = LedgerEntry.objects.annotate(
        held=Sum("postings__amount"), sides=Count("postings")
    ).exclude(held=0, sides=F("posting_count"))
    for key in sums.values_list("key", flat=True):
        yield Breach(law=2, subject=key, message="ledger entry does not balance")


def _booked(account: Account) -> Coalesce:
    rows = LedgerPosting.objects.filter(account=account, entry__kind__in=_OF_PLANS)
    total = (
        rows.filter(entry__reference=OuterRef("reference"))
        .order_by()
        .values("entry__reference")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    return _or_zero(total)


def audit_codes() -> Iterator[Breach]:
    """Find payments that were begun after risk asked for a code that never came."""
    asked = PaymentHistory.objects.filter(
        plan=OuterRef("payment__plan"),
        axis="code",
        to_state="demanded",
        at__lte=OuterRef("created_at"),
    )
    early = PaymentAttempt.objects.filter(Exists(asked), payment__plan__awaits_code=True)
    for number in early.values_list("out_trade_no", flat=True):
        yield Breach(law=3, subject=number, message="attempt though its plan awaits a code")


def _sum(every: QuerySet[Any], key: str, amount: str) -> Coalesce:
    rows = every.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return _or_zero(rows.annotate(total=Sum(amount)).values("total"))


def _or_zero(total: QuerySet[Any]) -> Coalesce:
    money: DecimalField[object, object] = DecimalField(max_digits=14, decimal_places=2)
    return Coalesce(Subquery(total, output_field=money), Value(0, output_field=money))


register_audit("payments: sums", audit_sums)
register_audit("payments: refund parts", audit_refund_parts)
register_audit("payments: ledger", audit_ledger)
register_audit("payments: balance of the ledger", audit_balance)
register_audit("payments: excess", audit_excess)
register_audit("payments: waiting", audit_waiting)
register_audit("payments: late refunds", audit_late_refunds)
register_audit("payments: codes before paying", audit_codes)
