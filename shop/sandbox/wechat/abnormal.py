"""A refund that could not be paid out: the merchant says where it goes instead."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import transaction
from django.utils import timezone

from shop.sandbox.clock import scaled
from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import Fault, WechatMerchant, WechatRefund
from shop.sandbox.wechat.refusals import WechatRefusal, bad_parameter
from shop.sandbox.wechat.wire import Call

TAKES = timedelta(minutes=5)
METHOD = "abnormal_refund"
_TO_MERCHANT, _TO_CARD = "MERCHANT_BANK_CARD", "USER_BANK_CARD"
_SEALED_AT_MOST = 1024
_CARD_DIGITS = range(12, 31)
_BANKS = {
    "ABC_DEBIT": "农业银行",
    "BOC_DEBIT": "中国银行",
    "CCB_DEBIT": "建设银行",
    "CEB_DEBIT": "光大银行",
    "CIB_DEBIT": "兴业银行",
    "CITIC_DEBIT": "中信银行",
    "CMBC_DEBIT": "民生银行",
    "CMB_DEBIT": "招商银行",
    "COMM_DEBIT": "交通银行",
    "GDB_DEBIT": "广发银行",
    "ICBC_DEBIT": "工商银行",
    "NBCB_DEBIT": "宁波银行",
    "PAB_DEBIT": "平安银行",
    "PSBC_DEBIT": "邮储银行",
    "SPDB_DEBIT": "浦发银行",
}
Status = WechatRefund.Status


@dataclass(frozen=True)
class Application:
    """Where the merchant wants the money to go; nothing of the card is kept but its end."""

    out_refund_no: str
    kind: str
    bank: str = ""
    account: str = field(default="", repr=False)

    @property
    def channel(self) -> str:
        return "OTHER_BANKCARD"

    @property
    def receiver(self) -> str:
        if self.kind == _TO_MERCHANT:
            return "商户结算银行账户"
        return f"{_BANKS[self.bank]}借记卡{self.account[-4:]}"


def read_application(*, call: Call, serial: str) -> Application:
    """Read an application, or refuse it; `serial` names the key that sealed number and name."""
    number = call.required_text("out_refund_no", longest=64)
    kind = call.required_text("type", longest=32)
    if kind == _TO_MERCHANT:
        return Application(number, kind)
    if kind != _TO_CARD:
        raise bad_parameter("type")
    if serial != call.merchant.public_key_id:
        raise bad_parameter("Wechatpay-Serial")
    bank = call.required_text("bank_type", longest=16)
    if bank not in _BANKS:
        raise bad_parameter("bank_type")
    account, name = _opened(call, "bank_account"), _opened(call, "real_name")
    is_card = account.isascii() and account.isdigit() and len(account) in _CARD_DIGITS
    if not is_card or not name.strip():
        raise bad_parameter("bank_account" if not is_card else "real_name")
    return Application(number, kind, bank, account)


def _opened(call: Call, name: str) -> str:
    sealed = call.required_text(name, longest=_SEALED_AT_MOST)
    key = load_pem_private_key(call.merchant.platform_private_key.encode(), None)
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303  the protocol's own
    try:
        raw = base64.b64decode(sealed, validate=True)
        return key.decrypt(raw, oaep).decode() if isinstance(key, rsa.RSAPrivateKey) else ""
    except (binascii.Error, ValueError) as garbage:
        raise bad_parameter(name) from garbage


@transaction.atomic
def apply_for_abnormal(
    *, merchant: WechatMerchant, refund_id: str, application: Application
) -> WechatRefund:
    """Send a stuck refund on its way once more. The same application again moves no money."""
    refund = (
        WechatRefund.objects.select_for_update(of=("self",))
        .select_related("trade__merchant")
        .filter(merchant=merchant, refund_id=refund_id)
        .first()
    )
    if refund is None or refund.out_refund_no != application.out_refund_no:
        raise WechatRefusal("RESOURCE_NOT_EXISTS")
    if refund.status != Status.ABNORMAL:
        if (refund.channel, refund.received_by) == (application.channel, application.receiver):
            return refund
        raise WechatRefusal("INVALID_REQUEST", detail="退款单状态不是退款异常")
    refund.channel, refund.received_by = application.channel, application.receiver
    refund.status = Status.PROCESSING
    refund.ends_as = Status.ABNORMAL if _sticks_again(refund) else Status.SUCCESS
    refund.ends_at = timezone.now() + scaled(TAKES)
    refund.save(update_fields=["channel", "received_by", "status", "ends_as", "ends_at"])
    return refund


def _sticks_again(refund: WechatRefund) -> bool:
    """Only a fault that names this call counts: the refund itself is stuck by the others."""
    occasion = Occasion(
        provider="wechat", method=METHOD, reference=refund.trade.out_trade_no, fen=refund.amount_fen
    )
    kinds = (Fault.Kind.REFUND_ABNORMAL,)
    return strike(occasion=occasion, kinds=kinds, is_named=True) is not None
