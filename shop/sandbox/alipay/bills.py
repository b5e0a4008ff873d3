"""Bills: the address of a day's file, which lives for half a minute, and the file behind it."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from shop.sandbox.alipay.bill_file import BillLine, write_bill
from shop.sandbox.alipay.refusals import AlipayRefusal
from shop.sandbox.alipay.wire import Call
from shop.sandbox.clock import beijing
from shop.sandbox.doors import through_the_door
from shop.sandbox.faults import Occasion, rule_is_on, strike
from shop.sandbox.models import AlipayApp, AlipayRefund, AlipayTrade, Fault

METHOD = "alipay.data.dataservice.bill.downloadurl.query"
RULE = "alipay_bill_next_day"
_SALT = "alipay.bill"
_SECONDS = 30
_PER_MILLE = 6


def find_bill(call: Call) -> dict[str, Any]:
    """Answer where the file of a day is; today's is there tomorrow."""
    if call.required_text("bill_type") != "trade":
        raise AlipayRefusal("TYPE_NOT_SUPPORTED")
    day = _day(call.required_text("bill_date"))
    if rule_is_on(name=RULE) and day >= timezone.localdate():
        raise AlipayRefusal("BILL_NOT_EXIST")
    occasion = Occasion(provider="alipay", method=METHOD)
    is_empty = strike(occasion=occasion, kinds=[Fault.Kind.BILL_EMPTY]) is not None
    if is_empty or not any(True for _line in _lines(call.app, day)):
        return {"bill_download_url": "", "bill_file_code": "EMPTY_DATA_WITH_BILL_FILE"}
    token = signing.dumps([call.app.app_id, day.isoformat()], salt=_SALT)
    return {"bill_download_url": f"{call.address}{reverse('alipay-bill', args=[token])}"}


def bill(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the file to whoever has its address in time."""
    try:
        app_id, day = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return HttpResponse("Forbidden", status=403)
    app = AlipayApp.objects.get(app_id=app_id)
    occasion = Occasion(provider="alipay", method="bill")
    return through_the_door(occasion=occasion, answer=lambda: _file(app, date.fromisoformat(day)))


def _file(app: AlipayApp, day: date) -> FileResponse:
    # Closed by the answer when it has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write_bill(into=file, account=app.seller_id, day=day, lines=_faulty(_lines(app, day)))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{app.seller_id}_{day:%Y%m%d}.csv.zip")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as reason:
        raise AlipayRefusal("INVAILID_ARGUMENTS") from reason  # Alipay spells it so


def _lines(app: AlipayApp, day: date) -> Iterator[BillLine]:
    begin = timezone.make_aware(datetime.combine(day, time.min))
    span = (begin, begin + timedelta(days=1))
    trades = AlipayTrade.objects.filter(app=app, paid_at__gte=span[0], paid_at__lt=span[1])
    for trade in trades.order_by("paid_at", "pk").iterator():
        yield _trade_line(trade)
    refunds = AlipayRefund.objects.filter(
        trade__app=app, refunded_at__gte=span[0], refunded_at__lt=span[1]
    ).select_related("trade")
    for refund in refunds.order_by("refunded_at", "pk").iterator():
        yield _refund_line(refund)


def _trade_line(trade: AlipayTrade) -> BillLine:
    return BillLine(
        trade_no=trade.trade_no,
        out_trade_no=trade.out_trade_no,
        is_refund=False,
        subject=trade.subject,
        created=beijing(trade.created_at),
        finished=beijing(trade.paid_at or trade.created_at),
        payer=trade.buyer_logon_id,
        fen=trade.total_fen,
        fee_fen=-_fee(trade.total_fen),
    )


def _refund_line(refund: AlipayRefund) -> BillLine:
    trade = refund.trade
    return BillLine(
        trade_no=trade.trade_no,
        out_trade_no=trade.out_trade_no,
        is_refund=True,
        subject=trade.subject,
        created=beijing(refund.refunded_at),
        finished=beijing(refund.refunded_at),
        payer=trade.buyer_logon_id,
        fen=-refund.amount_fen,
        fee_fen=_fee(refund.amount_fen),
        request_no=refund.out_request_no,
    )


def _fee(fen: int) -> int:
    return (fen * _PER_MILLE + 500) // 1000


def _faulty(lines: Iterator[BillLine]) -> Iterator[BillLine]:
    """Leave out or alter lines where a fault is switched on for them."""
    kinds = (Fault.Kind.BILL_MISSING_ROW, Fault.Kind.BILL_WRONG_AMOUNT)
    if not Fault.objects.filter(provider="alipay", kind__in=kinds).exists():
        yield from lines
        return
    for line in lines:
        occasion = Occasion(
            provider="alipay", method="bill", reference=line.out_trade_no, fen=abs(line.fen)
        )
        fault = strike(occasion=occasion, kinds=kinds)
        if fault is None:
            yield line
        elif fault.kind == Fault.Kind.BILL_WRONG_AMOUNT:
            yield BillLine(**(vars(line) | {"fen": line.fen - 1}))
