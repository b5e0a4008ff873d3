"""The server calls: question, refund, undo. Each returns the code and what is told with it."""

from typing import Any

from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import Fault
from shop.sandbox.unionpay.facts import Fields, facts_of_return, facts_of_trade
from shop.sandbox.unionpay.refusals import UnionPayRefusal, describe
from shop.sandbox.unionpay.returns import ReturnRequest, ask_for_return, find_return
from shop.sandbox.unionpay.trades import find_trade
from shop.sandbox.unionpay.wire import Call

SUCCESS = "00"
METHODS = {"00": "query", "01": "pay", "04": "refund", "31": "undo", "76": "file"}


def occasion_of(fields: Any) -> Occasion:
    """Say what a request is about, for the faults; it may be garbage still."""
    amount = fields.get("txnAmt", "")
    is_amount = amount.isascii() and amount.isdigit()
    return Occasion(
        provider="unionpay",
        method=METHODS.get(fields.get("txnType", ""), ""),
        reference=fields.get("orderId", ""),
        fen=int(amount[:12]) if is_amount else None,
    )


def query(call: Call) -> Fields:
    """Say what became of a trade, a refund or an undo, by its number and moment."""
    call.must_be(txnType="00", txnSubType="00")
    _decline(call)
    key = {"order_id": call.order_id(), "txn_time": call.txn_time()}
    trade = find_trade(merchant=call.merchant, **key)
    if trade is not None:
        return facts_of_trade(trade) | _became(trade.resp_code)
    back = find_return(merchant=call.merchant, **key)
    if back is None:
        raise UnionPayRefusal("34")
    return facts_of_return(back) | _became(back.resp_code)


def give_back(call: Call) -> Fields:
    """Accept a refund or an undo; a doubt fault hides from the merchant what was done."""
    call.must_be(txnType={"04", "31"}, txnSubType="00", bizType="000201")
    _decline(call)
    doubt = strike(
        occasion=occasion_of(call.fields),
        kinds=[Fault.Kind.REFUND_UNKNOWN_DONE, Fault.Kind.REFUND_UNKNOWN_UNDONE],
    )
    if doubt is not None and doubt.kind == Fault.Kind.REFUND_UNKNOWN_UNDONE:
        raise UnionPayRefusal("04")
    request = ReturnRequest(
        kind=call.txn_type,
        order_id=call.order_id(),
        txn_time=call.txn_time(),
        amount_fen=call.amount(),
        trade_query_id=call.fields.get("origQryId", ""),
        back_url=call.address("backUrl"),
    )
    back = ask_for_return(merchant=call.merchant, request=request)
    if doubt is not None:
        raise UnionPayRefusal("04")
    return {
        "queryId": back.query_id,
        "origQryId": back.trade.query_id,
        "txnAmt": str(back.amount_fen),
    }


def _decline(call: Call) -> None:
    decline = strike(occasion=occasion_of(call.fields), kinds=[Fault.Kind.DECLINE])
    if decline is not None:
        raise UnionPayRefusal(decline.cause[:2] or "06")


def _became(code: str) -> Fields:
    return {"origRespCode": code, "origRespMsg": describe(code)}
