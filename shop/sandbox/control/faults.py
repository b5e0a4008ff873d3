"""Control of faults and rules."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from shop.sandbox.control.loopback import Json, body_of, control
from shop.sandbox.errors import BadControl
from shop.sandbox.faults import PROVIDERS
from shop.sandbox.models import Fault, Rule

RULES = (
    "alipay_bill_next_day",
    "kuaidi100_interval",
    "kuaidi100_auto_hand_in",
    "sms_frequency",
    "unionpay_file_next_day",
    "wechat_bill_next_day",
)
_GATEWAYS = {"alipay", "unionpay", "wechat"}


@control("GET", "POST", "DELETE")
def faults(request: HttpRequest) -> Json:
    if request.method == "POST":
        return _row(_store(body_of(request)))
    chosen = Fault.objects.order_by("pk")
    for name in ("id", "provider", "kind", "reference"):
        if name in request.GET:
            chosen = chosen.filter(**{name: request.GET[name]})
    if request.method == "DELETE":
        return {"removed": chosen.delete()[0]}
    return {"faults": [_row(fault) for fault in chosen]}


@control("GET", "POST")
def rules(request: HttpRequest) -> Json:
    if request.method == "POST":
        for name, is_on in body_of(request).items():
            if name not in RULES or not isinstance(is_on, bool):
                raise BadControl("Rules are " + ", ".join(RULES) + ", each true or false.")
            Rule.objects.update_or_create(name=name, defaults={"is_on": is_on})
    off = set(Rule.objects.filter(is_on=False).values_list("name", flat=True))
    return {name: name not in off for name in RULES}


def _store(data: Json) -> Fault:
    fault = Fault(
        provider=data.get("provider", "alipay"),
        kind=data.get("kind", ""),
        method=_method(data),
        reference=data.get("reference", ""),
        fen=data.get("fen"),
        probability=_number(data, "probability", 1),
        remaining=data.get("count"),
        seconds=_number(data, "seconds", 0),
        times=data.get("times", 1),
        cause=data.get("cause", ""),
    )
    if fault.provider not in PROVIDERS:
        raise BadControl("provider is one of " + ", ".join(PROVIDERS) + ".")
    try:
        fault.full_clean(validate_constraints=False)
        with transaction.atomic():
            fault.save()
    except ValidationError as reason:
        raise BadControl("; ".join(reason.messages)) from reason
    except IntegrityError as reason:
        raise BadControl("fen is 0 to 99, probability above 0 and at most 1.") from reason
    return fault


def _method(data: Json) -> str:
    # A bare "decline" means the payer's payment; anything else is named by its method.
    is_gateway = data.get("provider", "alipay") in _GATEWAYS
    is_bare = data.get("kind") == Fault.Kind.DECLINE and is_gateway
    return str(data.get("method") or ("pay" if is_bare else ""))


def _number(data: Json, name: str, default: int) -> Decimal:
    try:
        return Decimal(str(data.get(name, default)))
    except InvalidOperation as reason:
        raise BadControl(f"{name} is not a number.") from reason


def _row(fault: Fault) -> Json:
    return {
        "id": fault.pk,
        "provider": fault.provider,
        "kind": fault.kind,
        "method": fault.method,
        "reference": fault.reference,
        "fen": fault.fen,
        "probability": float(fault.probability),
        "count": fault.remaining,
        "seconds": float(fault.seconds),
        "times": fault.times,
        "cause": fault.cause,
    }
