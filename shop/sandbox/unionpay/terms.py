"""What a signed pay form asks for, read and checked."""

import secrets
from datetime import timedelta

from django.utils import timezone

from shop.sandbox.models import UnionPayTrade
from shop.sandbox.unionpay.refusals import UnionPayRefusal, bad_field
from shop.sandbox.unionpay.trades import new_query_id
from shop.sandbox.unionpay.wire import Call, read_stamp

USUAL_LIFE = timedelta(minutes=30)


def read_terms(*, call: Call) -> UnionPayTrade:
    """Turn a pay form into an unsaved trade, or refuse it."""
    now = timezone.now()
    call.must_be(txnType="01", txnSubType="01", bizType="000201", currencyCode="156")
    call.must_be(channelType={"07", "08"})
    deadline = call.fields.get("payTimeout", "")
    expires_at = read_stamp(deadline) if deadline else now + USUAL_LIFE
    if expires_at is None:
        raise bad_field("payTimeout")
    if expires_at <= now:
        raise UnionPayRefusal("42", detail="订单已超过支付时间")
    return UnionPayTrade(
        merchant=call.merchant,
        token=secrets.token_urlsafe(32),
        order_id=call.order_id(),
        txn_time=call.txn_time(),
        query_id=new_query_id(now),
        total_fen=call.amount(),
        channel_type=call.fields["channelType"],
        front_url=call.address("frontUrl"),
        back_url=call.address("backUrl"),
        expires_at=expires_at,
        created_at=now,
    )
