"""Control of the providers' post: what was sent, sending it once more, dropping the rest."""

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from shop.sandbox.control.loopback import Json, body_of, control
from shop.sandbox.deliveries.outbox import drop_waiting, send_again
from shop.sandbox.errors import BadControl
from shop.sandbox.models import (
    AlipayTrade,
    Delivery,
    DeliveryAttempt,
    UnionPayReturn,
    UnionPayTrade,
    WechatRefund,
    WechatTrade,
)

_ADDRESSES: tuple[tuple[type[Model], str], ...] = (
    (AlipayTrade, "notify_url"),
    (WechatTrade, "notify_url"),
    (WechatRefund, "notify_url"),
    (UnionPayTrade, "back_url"),
    (UnionPayReturn, "back_url"),
)


@control("GET", "POST", "DELETE")
def deliveries(request: HttpRequest) -> Json:
    if request.method == "DELETE":
        _forget_addresses()
        return {"on_their_way": drop_waiting()}
    if request.method == "POST":
        reference = str(body_of(request).get("reference") or "")
        if not reference:
            raise BadControl("reference is missing.")
        return {"sent_again": send_again(reference=reference)}
    chosen = Delivery.objects.order_by("pk")
    for name in ("provider", "reference", "kind", "state"):
        if name in request.GET:
            chosen = chosen.filter(**{name: request.GET[name]})
    return {"deliveries": [_row(delivery) for delivery in chosen[:1000]]}


def _forget_addresses() -> None:
    """Leave nobody to be told of what still happens to trades and refunds begun before."""
    for model, address in _ADDRESSES:
        rows = model._base_manager.exclude(**{address: ""})  # noqa: SLF001  Django documents it
        rows.update(**{address: ""})


def _row(delivery: Delivery) -> Json:
    attempts = DeliveryAttempt.objects.filter(delivery=delivery).order_by("pk")
    return {
        "id": delivery.pk,
        "provider": delivery.provider,
        "kind": delivery.kind,
        "reference": delivery.reference,
        "notice_id": delivery.notice_id,
        "url": delivery.url,
        "state": delivery.state,
        "attempt_count": delivery.attempt_count,
        "next_attempt_at": timezone.localtime(delivery.next_attempt_at).isoformat(),
        "attempts": [
            {"at": timezone.localtime(attempt.at).isoformat(), "outcome": attempt.outcome}
            for attempt in attempts
        ],
    }
