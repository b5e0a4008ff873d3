"""Introduces the shop to the sandbox: accounts with every provider, and their books of the past."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from logistics.models import Parcel
from orders.models import Order
from payments.models import PaymentAttempt, RefundPart
from shop.common.actors import process
from shop.common.services.providers import save_provider_account
from shop.common.transport import http_get, http_post
from shop.common.wording import message_kinds
from shop.demo.history.tracks import COLLECTED_AFTER
from shop.demo.loading.cities import city_of
from shop.demo.loading.shopping import KEY_PREFIX
from shop.demo.site import SITE

ACTOR = process("demo.load")
UNIONPAY = (
    *("mer_id", "root_cert", "middle_cert"),
    *("front_url", "back_url", "query_url", "file_url"),
)
WECHAT = (
    *("gateway", "merchant_id", "app_id", "certificate_serial"),
    *("log_in_page", "log_in_api"),
    *("public_key_id", "public_key"),
)
BANK = {
    "account_name": "杭州开店商贸有限公司",
    "bank": "中国银行杭州西湖支行",
    "account_number": "3571 0000 0000 1234",
}
TELLS_PAST = ("alipay", "wechat", "unionpay")
TRADE_TYPES = {"native": "NATIVE", "h5": "MWEB", "jsapi": "JSAPI"}  # of WeChat Pay
CHUNK = 40
OK = 200

Row = dict[str, Any]


class SandboxRefused(RuntimeError):
    """The sandbox did not take what the loader brought."""


def connect() -> None:
    """Set up the shop's accounts with the providers' stand-ins; their ports may have changed."""
    alipay, wechat, unionpay, parcels, sms = (
        _get("alipay/app"),
        _get("wechat/merchant"),
        _get("unionpay/merchant"),
        _get("kuaidi100/account"),
        _get("sms/account"),
    )
    _save("alipay", alipay, ("gateway", "app_id", "seller_id", "alipay_public_key"))
    _save("wechat", wechat, WECHAT)
    _save("unionpay", unionpay, UNIONPAY)
    _save("kuaidi100", {**parcels, "query_url": parcels["query"]}, ("query_url", "customer"))
    _save("sms.aliyun", {**sms, "sign_name": _sign()}, ("endpoint", "protocol", "sign_name"))
    save_provider_account(
        provider="transfer", is_enabled=True, settings=BANK, secrets={}, actor=ACTOR
    )
    _post("sms/registry", {"signs": [_sign()], "templates": list(_sms_templates())})


def tell_past(arrivals: Mapping[int, datetime]) -> None:
    """Write the past into the books of the stand-ins: trades, refunds, parcels. Safe to repeat.

    `arrivals` says when the parcels of an order, by its id, arrive or will arrive.
    """
    orders = Order.objects.filter(idempotency_key__startswith=KEY_PREFIX)
    ids_by_number = dict(orders.values_list("number", "pk"))
    for gateway in TELLS_PAST:
        trades = list(_trades(gateway, ids_by_number))
        refunds = list(_refunds(gateway, ids_by_number))
        if trades:
            _post(f"{gateway}/books", {"trades": trades, "refunds": refunds})
    for chunk in _chunks(list(_parcels(ids_by_number, arrivals))):
        _post("kuaidi100/parcels", {"parcels": chunk})


def _save(provider: str, account: Mapping[str, str], public: Sequence[str]) -> None:
    names = {
        "alipay": ("app_private_key",),
        "wechat": ("private_key", "api_v3_key", "app_secret"),
        "unionpay": ("pfx", "pfx_password"),
        "kuaidi100": ("key",),
        "sms.aliyun": ("access_key_id", "access_key_secret"),
    }
    save_provider_account(
        provider=provider,
        is_enabled=True,
        settings={name: account[name] for name in public},
        secrets={name: account[name] for name in names[provider]},
        actor=ACTOR,
    )


def _sms_templates() -> Iterator[Row]:
    with translation.override("zh-hans"):
        for kind in message_kinds():
            if kind.sms_template:
                text = re.sub(r"\{([a-z][a-z0-9_]*)\}", r"${\1}", _with_address(str(kind.body)))
                sort = "code" if kind.is_secret else "notice"
                yield {"code": kind.sms_template, "kind": sort, "text": text}


def _with_address(body: str) -> str:
    """Write the address of an order's page into a text: no variable can carry it."""
    page = reverse("orders:order-detail", args=["NUMBER"]).replace("NUMBER", "{number}")
    return body.replace("{link}", f"{settings.SITE_URL.rstrip('/')}{page}")


def _trades(gateway: str, numbers: Mapping[str, int]) -> Iterator[Row]:
    attempts = PaymentAttempt.objects.filter(
        gateway=gateway,
        state=PaymentAttempt.State.CAPTURED,
        payment__plan__reference__in=numbers,
    ).select_related("payment__plan")
    for attempt in attempts.order_by("pk"):
        yield {
            "out_trade_no": attempt.out_trade_no,
            "trade_no": attempt.gateway_trade_no,
            "total_amount": str(attempt.amount),
            "subject": attempt.payment.plan.subject,
            "created_at": _iso(attempt.created_at),
            "paid_at": _iso(attempt.captured_at),
            "trade_type": TRADE_TYPES.get(attempt.product, ""),
        }


def _refunds(gateway: str, numbers: Mapping[str, int]) -> Iterator[Row]:
    parts = RefundPart.objects.filter(
        attempt__gateway=gateway, state=RefundPart.State.DONE, refund__plan__reference__in=numbers
    ).select_related("attempt", "refund")
    for part in parts.order_by("pk"):
        yield {
            "out_trade_no": part.attempt.out_trade_no,
            "out_request_no": part.out_request_no,
            "refund_amount": str(part.amount),
            "reason": part.refund.reason,
            "requested_at": _iso(part.refund.created_at),
            "refunded_at": _iso(part.done_at),
        }


def _parcels(numbers: Mapping[str, int], arrivals: Mapping[int, datetime]) -> Iterator[Row]:
    parcels = Parcel.objects.filter(shipment__reference__in=numbers).select_related(
        "carrier", "shipment__warehouse"
    )
    receivers = {
        order.number: order.receiver
        for order in Order.objects.filter(number__in=numbers).select_related("receiver")
    }
    for parcel in parcels.order_by("pk"):
        reference = parcel.shipment.reference
        receiver = receivers[reference]
        row: Row = {
            "company": parcel.carrier.kuaidi100_code,
            "number": parcel.waybill,
            "from_city": city_of(parcel.shipment.warehouse.district_id),
            "to_city": city_of(receiver.city_code or receiver.district_code),
            "phone": receiver.phone,
            "collected_at": _iso(parcel.created_at + COLLECTED_AFTER),
        }
        signed = parcel.delivered_at or arrivals.get(numbers[reference])
        yield row | ({"signed_at": _iso(signed)} if signed else {})


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def _sign() -> str:
    return SITE["shop_name"]


def _get(path: str) -> dict[str, str]:
    answer = http_get(_address(path))
    return dict(_read(path, answer.status, answer.text))


def _post(path: str, row: Row) -> None:
    answer = http_post(_address(path), json=row)
    _read(path, answer.status, answer.text)


def _read(path: str, status: int, text: str) -> Row:
    if status != OK:
        raise SandboxRefused(f"{path}: {status} {text[:300]}")
    answer: Row = json.loads(text)
    return answer


def _address(path: str) -> str:
    return f"{settings.SANDBOX_URL.rstrip('/')}/control/{path}"
