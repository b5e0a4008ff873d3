"""Money back: undone on its clearing day, or refunded; never more than was paid, once a number."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shop.sandbox.clock import scaled
from shop.sandbox.deliveries.outbox import Notice, post_notice
from shop.sandbox.faults import Occasion, strikes
from shop.sandbox.models import Fault, UnionPayMerchant, UnionPayReturn, UnionPayTrade
from shop.sandbox.unionpay.facts import facts_of_return
from shop.sandbox.unionpay.refusals import UnionPayRefusal
from shop.sandbox.unionpay.trades import SUCCESS, fee_of, lock, new_query_id
from shop.sandbox.unionpay.wire import clearing_day

TAKES = {"04": timedelta(minutes=2), "31": timedelta(seconds=20)}
IN_PROCESS = "05"

Kind, Status = UnionPayReturn.Kind, UnionPayReturn.Status


@dataclass(frozen=True)
class ReturnRequest:
    """What the merchant asks for."""

    kind: str
    order_id: str
    txn_time: str
    amount_fen: int
    trade_query_id: str
    back_url: str


@transaction.atomic
def ask_for_return(*, merchant: UnionPayMerchant, request: ReturnRequest) -> UnionPayReturn:
    """Accept a refund or an undo under the trade's lock; what becomes of it shows later."""
    original = UnionPayTrade.objects.filter(
        merchant=merchant, query_id=request.trade_query_id, status=UnionPayTrade.Status.PAID
    ).first()
    if original is None:
        raise UnionPayRefusal("35")
    trade = lock(original.pk)
    _refuse_repeat(merchant, request)
    _refuse_wrong_amount(trade, request)
    back = _draft(trade, request)
    back.save()
    trade.refunded_fen += request.amount_fen
    trade.save(update_fields=["refunded_fen"])
    if _is_told_first(trade, request):
        _finish(back)
    return back


@transaction.atomic
def finish_due_returns() -> int:
    """Bring the money back that has been on its way long enough."""
    due = list(
        UnionPayReturn.objects.filter(status=Status.PENDING, due_at__lte=timezone.now())
        .order_by("pk")
        .values_list("pk", flat=True)[:50]
    )
    for pk in due:
        look_up_return(pk=pk)
    return len(due)


@transaction.atomic
def look_up_return(*, pk: int) -> UnionPayReturn:
    """Return it as it stands now; what is due is finished by looking."""
    trade = lock(UnionPayReturn.objects.values_list("trade_id", flat=True).get(pk=pk))
    back = UnionPayReturn.objects.select_related("merchant").get(pk=pk)
    back.trade = trade
    if back.status == Status.PENDING and back.due_at and back.due_at <= timezone.now():
        _finish(back)
    return back


def find_return(
    *, merchant: UnionPayMerchant, order_id: str, txn_time: str
) -> UnionPayReturn | None:
    """Find a refund or an undo by its own number."""
    found = UnionPayReturn.objects.filter(
        merchant=merchant, order_id=order_id, txn_time=txn_time
    ).first()
    return look_up_return(pk=found.pk) if found else None


def _refuse_repeat(merchant: UnionPayMerchant, request: ReturnRequest) -> None:
    known = {"merchant": merchant, "order_id": request.order_id}
    if UnionPayReturn.objects.filter(**known).exists():
        raise UnionPayRefusal("12")
    if UnionPayTrade.objects.filter(**known).exists():
        raise UnionPayRefusal("12")


def _refuse_wrong_amount(trade: UnionPayTrade, request: ReturnRequest) -> None:
    if trade.refunded_fen + request.amount_fen > trade.total_fen:
        raise UnionPayRefusal("36")
    if request.kind == Kind.UNDO:
        if request.amount_fen != trade.total_fen:
            raise UnionPayRefusal("36")
        if trade.settle_date != clearing_day(timezone.now()):
            raise UnionPayRefusal("35")


def _draft(trade: UnionPayTrade, request: ReturnRequest) -> UnionPayReturn:
    now = timezone.now()
    faults = _faults(trade, request)
    pending, closed = faults.get(Fault.Kind.REFUND_PENDING), faults.get(Fault.Kind.REFUND_CLOSED)
    takes = timedelta(seconds=float(pending.seconds)) if pending else scaled(TAKES[request.kind])
    return UnionPayReturn(
        merchant=trade.merchant,
        trade=trade,
        kind=request.kind,
        order_id=request.order_id,
        txn_time=request.txn_time,
        query_id=new_query_id(now),
        amount_fen=request.amount_fen,
        resp_code=IN_PROCESS,
        outcome=(closed.cause[:2] or "60") if closed else SUCCESS,
        due_at=now + takes,
        back_url=request.back_url,
        created_at=now,
    )


def _faults(trade: UnionPayTrade, request: ReturnRequest) -> dict[str, Fault]:
    kinds = (Fault.Kind.REFUND_PENDING, Fault.Kind.REFUND_CLOSED)
    occasion = _occasion(trade, request)
    return {fault.kind: fault for fault in strikes(occasion=occasion, kinds=kinds)}


def _is_told_first(trade: UnionPayTrade, request: ReturnRequest) -> bool:
    """Say whether its notification is to arrive before the answer: then it is done at once."""
    occasion = _occasion(trade, request)
    faults = Fault.objects.filter(provider="unionpay", kind=Fault.Kind.NOTIFY_FIRST)
    return any(occasion.fits(fault) for fault in faults)


def _occasion(trade: UnionPayTrade, request: ReturnRequest) -> Occasion:
    return Occasion(
        provider="unionpay",
        method="undo" if request.kind == Kind.UNDO else "refund",
        reference=trade.order_id,
        fen=request.amount_fen,
    )


def _finish(back: UnionPayReturn) -> None:
    at = back.due_at or timezone.now()
    back.resp_code, back.finished_at, back.due_at = back.outcome, at, None
    if back.outcome == SUCCESS:
        back.status, back.settle_date = Status.DONE, clearing_day(at)
        back.fee_fen = fee_of(back.amount_fen)
        back.save()
        post_notice(notice=_notice_of(back))
        return
    back.status = Status.FAILED
    back.save()
    trade = back.trade
    trade.refunded_fen -= back.amount_fen
    trade.save(update_fields=["refunded_fen"])


def _notice_of(back: UnionPayReturn) -> Notice:
    return Notice(
        provider="unionpay",
        merchant=back.merchant.mer_id,
        kind="undo" if back.kind == Kind.UNDO else "refund",
        reference=back.trade.order_id,  # so that a fault of the trade meets it too
        url=back.back_url,
        payload=facts_of_return(back) | {"respCode": back.resp_code, "respMsg": "Success!"},
        fen=back.amount_fen,
    )
