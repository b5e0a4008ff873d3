"""Codes of the official account's log-in: each tells once, for five minutes, who holds it."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shop.sandbox.models import WechatLogIn, WechatMerchant

LIFE = timedelta(minutes=5)
_TEXTS = {
    "40013": "invalid appid",
    "40029": "invalid code",
    "40125": "invalid appsecret",
    "40163": "code been used",
}


class LogInRefused(Exception):
    """The official account's service says no; as JSON, under HTTP 200."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.node = {"errcode": int(code), "errmsg": _TEXTS.get(code, "system error")}


def new_code(*, app_id: str, openid: str, is_used: bool = False) -> str:
    """Return a code for the browser to carry to the merchant."""
    now = timezone.now()
    log_in = WechatLogIn.objects.create(
        merchant=WechatMerchant.objects.get(app_id=app_id),
        code=secrets.token_hex(16),
        openid=openid,
        used_at=now if is_used else None,
        created_at=now,
    )
    return log_in.code


@transaction.atomic
def use_code(*, app_id: str, secret: str, code: str) -> str:
    """Return whose code it is. Raises LogInRefused: id and secret are looked at first."""
    merchant = WechatMerchant.objects.filter(app_id=app_id).first()
    if merchant is None:
        raise LogInRefused("40013")
    if secret != merchant.app_secret:
        raise LogInRefused("40125")
    now = timezone.now()
    log_ins = WechatLogIn.objects.select_for_update().filter(merchant=merchant)
    log_in = log_ins.filter(code=code, created_at__gt=now - LIFE).first()
    if log_in is None:
        raise LogInRefused("40029")
    if log_in.used_at is not None:
        raise LogInRefused("40163")
    log_in.used_at = now
    log_in.save(update_fields=["used_at"])
    return log_in.openid
