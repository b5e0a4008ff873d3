"""Send an SMS: the registry, the variables, the numbers and the provider's own limits decide."""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from shop.sandbox.faults import Occasion, rule_is_on, strike
from shop.sandbox.models import Fault, SmsMessage, SmsSign, SmsTemplate
from shop.sandbox.sms.refusals import SmsRefusal

LONGEST_PARAM = 35
MOST_NUMBERS = 1000
# In real time, unlike the other waits: they protect a person's phone, and the rule can be off.
CODE_LIMITS = (
    (timedelta(minutes=1), 1, "分钟级"),
    (timedelta(hours=1), 5, "小时级"),
    (timedelta(days=1), 10, "天级"),
)
NOTICE_LIMITS = ((timedelta(days=1), 50, "天级"),)

_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9_]+)\}")


@dataclass(frozen=True)
class SmsRequest:
    """What the merchant asks the service to send."""

    phone_numbers: str
    sign_name: str
    template_code: str
    template_param: str = ""
    out_id: str = ""


@transaction.atomic
def send_sms(*, request: SmsRequest) -> str:
    """Put the message on the phones and return its BizId; refuse all numbers or none."""
    _check_presence(request)
    phones = _phones(request.phone_numbers)
    if not SmsSign.objects.filter(name=request.sign_name).exists():
        raise SmsRefusal("isv.SMS_SIGNATURE_ILLEGAL", "该账号下找不到对应签名")
    template = SmsTemplate.objects.filter(code=request.template_code).first()
    if template is None:
        raise SmsRefusal("isv.SMS_TEMPLATE_ILLEGAL", "该账号下找不到对应模板")
    params = _params(request.template_param, template)
    for phone in phones:
        _check_frequency(phone, request.sign_name, template)
    return _store(request, template, params, phones)


def decline(*, request: SmsRequest) -> None:
    """Refuse when a fault says so, with its cause."""
    first = request.phone_numbers.split(",")[0][-11:]
    occasion = Occasion(provider="sms", method="SendSms", reference=first)
    fault = strike(occasion=occasion, kinds=[Fault.Kind.DECLINE])
    if fault is not None:
        raise SmsRefusal(fault.cause or "isv.AMOUNT_NOT_ENOUGH", "账户余额不足")


def _check_presence(request: SmsRequest) -> None:
    for name in ("phone_numbers", "sign_name", "template_code"):
        if not getattr(request, name):
            raise SmsRefusal(f"Missing{name.title().replace('_', '')}", f"{name} is mandatory.")


def _phones(text: str) -> list[str]:
    numbers = text.split(",")
    if len(numbers) > MOST_NUMBERS:
        raise SmsRefusal("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制")
    found = [_PHONE.fullmatch(number.strip()) for number in numbers]
    phones = sorted({match[1] for match in found if match})
    if not all(found):
        raise SmsRefusal("isv.MOBILE_NUMBER_ILLEGAL", f"{text[:200]}invalid mobile number")
    return phones


def _params(text: str, template: SmsTemplate) -> dict[str, str]:
    try:
        params = json.loads(text or "{}")
    except ValueError as reason:
        raise SmsRefusal("isv.INVALID_JSON_PARAM", "JSON参数不合法") from reason
    if not isinstance(params, dict) or not all(isinstance(v, str) for v in params.values()):
        raise SmsRefusal("isv.INVALID_JSON_PARAM", "JSON参数不合法，只接受字符串值")
    wanted = set(_VARIABLE.findall(template.text))
    missing = wanted - set(params)
    if missing:
        raise SmsRefusal(
            "isv.TEMPLATE_MISSING_PARAMETERS", f"模板变量中存在未赋值变量：{min(missing)}"
        )
    for name, value in params.items():
        if name not in wanted:
            continue  # what the template does not mention is not looked at
        _check_value(name, value, template)
    return params


def _check_value(name: str, value: str, template: SmsTemplate) -> None:
    if len(value) > LONGEST_PARAM:
        raise SmsRefusal("isv.PARAM_LENGTH_LIMIT", f"参数{name}超出长度限制")
    if "://" in value:
        raise SmsRefusal("isv.PARAM_NOT_SUPPORT_URL", f"参数{name}不支持URL")
    is_code = template.kind == SmsTemplate.Kind.CODE
    if is_code and not re.fullmatch(r"[0-9A-Za-z]{4,6}", value, re.ASCII):
        raise SmsRefusal("isv.TEMPLATE_PARAMS_ILLEGAL", f"验证码变量{name}只支持4到6位数字或字母")


def _check_frequency(phone: str, sign: str, template: SmsTemplate) -> None:
    if not rule_is_on(name="sms_frequency"):
        return
    with connection.cursor() as cursor:  # count and store are one step per phone
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sms:{phone}"])
    is_code = template.kind == SmsTemplate.Kind.CODE
    sent = SmsMessage.objects.filter(phone=phone, sign=sign, kind=template.kind)
    if not is_code:
        sent = sent.filter(template_code=template.code)
    now = timezone.now()
    for span, most, word in CODE_LIMITS if is_code else NOTICE_LIMITS:
        if sent.filter(sent_at__gt=now - span).count() >= most:
            raise SmsRefusal("isv.BUSINESS_LIMIT_CONTROL", f"触发{word}流控Permits:{most}")


def _store(
    request: SmsRequest, template: SmsTemplate, params: dict[str, str], phones: list[str]
) -> str:
    text = _VARIABLE.sub(lambda found: params[found[1]], template.text)
    now = timezone.now()
    biz_id = f"{secrets.randbelow(10**18):018d}^0"
    SmsMessage.objects.bulk_create(
        SmsMessage(
            phone=phone,
            sign=request.sign_name,
            template_code=template.code,
            kind=template.kind,
            params=params,
            text=f"【{request.sign_name}】{text}",
            biz_id=biz_id,
            out_id=request.out_id[:256],
            sent_at=now,
        )
        for phone in phones
    )
    return biz_id
