"""Control of the SMS stand-in: its account, its signatures and templates, the phones."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from shop.sandbox.accounts import account_at
from shop.sandbox.control.loopback import Json, body_of, control
from shop.sandbox.errors import BadControl
from shop.sandbox.models import SmsMessage, SmsSign, SmsTemplate


@control("GET")
def sms_account(request: HttpRequest) -> Json:
    account = account_at(provider="sms")
    return {
        "access_key_id": account.public_id,
        "access_key_secret": account.secret,
        "endpoint": request.get_host(),
        "protocol": "http",
    }


@control("GET", "POST")
def sms_registry(request: HttpRequest) -> Json:
    """Register signatures and templates; what is there already is brought up to date."""
    if request.method == "POST":
        data = body_of(request)
        with transaction.atomic():
            for name in data.get("signs", []):
                SmsSign.objects.get_or_create(name=_text(name, 12))
            for row in data.get("templates", []):
                _register(row)
    return {
        "signs": sorted(SmsSign.objects.values_list("name", flat=True)),
        "templates": list(SmsTemplate.objects.order_by("code").values("code", "kind", "text")),
    }


@control("GET")
def sms_messages(request: HttpRequest) -> Json:
    chosen = SmsMessage.objects.order_by("-sent_at", "-pk")
    if "phone" in request.GET:
        chosen = chosen.filter(phone=request.GET["phone"])
    return {"messages": [_row(message) for message in chosen[:1000]]}


def _register(row: object) -> None:
    if not isinstance(row, dict) or row.get("kind") not in SmsTemplate.Kind.values:
        raise BadControl("A template is {code, kind, text}; kind is code, notice or promotion.")
    SmsTemplate.objects.update_or_create(
        code=_text(row.get("code"), 32),
        defaults={"kind": row["kind"], "text": _text(row.get("text"), 500)},
    )


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise BadControl(f"A text of 1 to {longest} characters is expected.")
    return value


def _row(message: SmsMessage) -> Json:
    return {
        "phone": message.phone,
        "sign": message.sign,
        "template_code": message.template_code,
        "kind": message.kind,
        "params": message.params,
        "text": message.text,
        "biz_id": message.biz_id,
        "out_id": message.out_id,
        "sent_at": timezone.localtime(message.sent_at).isoformat(),
    }
