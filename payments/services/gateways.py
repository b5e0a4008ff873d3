"""The configured gateways."""

from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from payments.gateways.protocol import Gateway
from payments.gateways.registry import GATEWAYS, build_gateway, ways_of
from payments.policies import PaymentLimits
from payments.types import Device, PayWay
from shop.common.money import ZERO
from shop.common.policies import policies
from shop.common.selectors import ProviderNotSetUp, provider_account


def gateway(*, code: str) -> Gateway:
    """Return a gateway ready for use, even a disabled one: its old payments go on living."""
    return build_gateway(provider_account(code))


def notify_url(*, code: str) -> str:
    """Return the address where a gateway reports."""
    return settings.SITE_URL.rstrip("/") + reverse("payments:notify", args=[code])


def ways_to_pay(*, device: Device, amount: Decimal, payer_id: str = "") -> list[PayWay]:
    """Return what a shopper may choose from on this device for this amount."""
    ways: list[PayWay] = []
    for code in GATEWAYS:
        try:
            is_enabled = provider_account(code).is_enabled
        except ProviderNotSetUp:
            continue
        if is_enabled and _takes(code, amount):
            ways += ways_of(code, device)
    return [way for way in ways if payer_id or not way.needs_payer]


def _takes(code: str, amount: Decimal) -> bool:
    limits = policies(PaymentLimits)
    least = getattr(limits, f"{code}_least", ZERO)
    most = getattr(limits, f"{code}_most", ZERO)
    return bool(least <= amount and (not most or amount <= most))
