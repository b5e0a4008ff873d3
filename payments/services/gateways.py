"""The configured gateways."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from ipaddress import ip_address

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from payments.gateways.protocol import Gateway
from payments.gateways.registry import GATEWAYS, build_gateway, ways_of
from payments.models import PaymentAttempt
from payments.policies import PaymentLimits
from payments.providers import ACCOUNT_NAMES
from payments.types import Device, Payer, PayWay
from shop.common.encryption import blind_index
from shop.common.money import ZERO
from shop.common.policies import policies
from shop.common.providers import as_day, as_network, words_of
from shop.common.selectors import ProviderNotSetUp, provider_account
from shop.common.types import ProviderConfig


def gateway(*, code: str) -> Gateway:
    """Return a gateway ready for use, even a disabled one: its old payments go on living."""
    return build_gateway(_without_expired_keys(provider_account(code)))


def may_notify(*, code: str, ip: str | None) -> bool:
    """Say whether an address is on the gateway's list; without a list every address is."""
    listed = words_of(provider_account(code).settings.get("notify_from", ""))
    if not listed:
        return True
    try:
        address = ip_address(ip or "")
    except ValueError:
        return False
    networks = [as_network(entry) for entry in listed]
    return any(network is not None and address in network for network in networks)


def _without_expired_keys(config: ProviderConfig) -> ProviderConfig:
    """Forget the former keys of a rotation once their last day is over."""
    written = config.settings.get("former_until", "")
    until = as_day(written)
    # A day that cannot be read is over: it must not keep an old key for ever.
    if not written or (until is not None and timezone.localdate() <= until):
        return config
    return replace(config, settings=_present(config.settings), secrets=_present(config.secrets))


def _present(held: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in held.items() if not name.startswith("former_")}


def made_under(*, code: str, payer_id: str = "") -> str:
    """Return a mark of the account, and of the payer who is named with it, for later comparison.

    What was made under one mark cannot go on under another; empty where no account counts.
    """
    names = ACCOUNT_NAMES.get(code)
    if names is None:
        return ""
    try:
        held = provider_account(code).settings
    except ProviderNotSetUp:
        return ""
    return blind_index("|".join((*(held.get(name, "") for name in names), payer_id)))


def may_go_on(*, attempt: PaymentAttempt, payer: Payer) -> bool:
    """Say whether an attempt was made under the account of today, and for nobody else."""
    marks = {made_under(code=attempt.gateway, payer_id=one) for one in ("", payer.payer_id)}
    return attempt.made_under in marks | {""}


def notify_url(*, code: str) -> str:
    """Return the address where a gateway reports."""
    return settings.SITE_URL.rstrip("/") + reverse("payments:notify", args=[code])


def ways_to_pay(*, device: Device, amount: Decimal | None, payer_id: str = "") -> list[PayWay]:
    """Return what a shopper may choose from on this device for this amount; None is any amount."""
    ways: list[PayWay] = []
    for code in GATEWAYS:
        try:
            account = provider_account(code)
        except ProviderNotSetUp:
            continue
        if account.is_enabled and _takes(code, amount):
            ways += ways_of(account, device, payer_id=payer_id)
    return ways


def _takes(code: str, amount: Decimal | None) -> bool:
    if amount is None:
        return True
    limits = policies(PaymentLimits)
    least = getattr(limits, f"{code}_least", ZERO)
    most = getattr(limits, f"{code}_most", ZERO)
    return bool(least <= amount and (not most or amount <= most))
