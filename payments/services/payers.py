"""Who pays, as a gateway knows the person: asked of its own log-in, between two pages."""

from django.conf import settings
from django.urls import reverse

from payments.errors import GatewayNotOffered
from payments.gateways.payers import AsksPayers
from payments.gateways.registry import can_ask_payer
from payments.services.gateways import gateway
from shop.common.selectors import provider_account


def asks_payers(*, code: str) -> bool:
    """Say whether a gateway has a log-in that says who pays, and the account what it needs."""
    return can_ask_payer(provider_account(code))


def log_in_url(*, gateway_code: str, reference: str, state: str) -> str:
    """Return where a payer says who it is, and comes back from to this plan's payment.

    Raises GatewayNotOffered.
    """
    way_back = reverse("payments:payer-return", args=[reference])
    return _house(gateway_code).log_in_url(
        return_url=settings.SITE_URL.rstrip("/") + way_back, state=state
    )


def ask_payer(*, gateway_code: str, code: str) -> str:
    """Return the gateway's number of the payer who came back with this code; uses the network.

    Raises LogInOver, PayerNotTold, GatewayNotOffered, ProviderUnavailable, ProviderAnswerInvalid.
    """
    return _house(gateway_code).payer_of(code)


def _house(gateway_code: str) -> AsksPayers:
    house = gateway(code=gateway_code)
    if not isinstance(house, AsksPayers):
        raise GatewayNotOffered
    return house
