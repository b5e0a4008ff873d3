"""How each provider notifies: what it sends, what it takes for a yes, when it tries again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from shop.sandbox.alipay import notices as alipay
from shop.sandbox.deliveries.letters import Letter
from shop.sandbox.models import Delivery
from shop.sandbox.unionpay import notices as unionpay
from shop.sandbox.wechat import notices as wechat


@dataclass(frozen=True)
class Channel:
    """One provider's way to notify."""

    compose: Callable[[Delivery], Letter]
    is_accepted: Callable[[int, bytes], bool]
    retry_after: tuple[timedelta, ...]


CHANNELS: dict[str, Channel] = {
    "alipay": Channel(
        compose=alipay.compose_notice,
        is_accepted=alipay.is_accepted,
        retry_after=alipay.RETRY_AFTER,
    ),
    "unionpay": Channel(
        compose=unionpay.compose_notice,
        is_accepted=unionpay.is_accepted,
        retry_after=unionpay.RETRY_AFTER,
    ),
    "wechat": Channel(
        compose=wechat.compose_notice,
        is_accepted=wechat.is_accepted,
        retry_after=wechat.RETRY_AFTER,
    ),
}
