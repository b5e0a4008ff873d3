"""Trying an account: one harmless question about a trade that does not exist."""

import secrets
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.services.gateways import gateway
from payments.types import TradeRef, TradeState
from shop.common.errors import DomainError
from shop.common.trials import finish


def try_account(*, gateway_code: str) -> bool:
    """Ask the gateway about nothing, and keep what it says; talks to the network."""
    is_good, text = _ask(gateway_code)
    finish(provider=gateway_code, is_good=is_good, text=text)
    return is_good


def _ask(gateway_code: str) -> tuple[bool, str]:
    now = timezone.now()
    nothing = TradeRef(
        out_trade_no=f"TRY{secrets.token_hex(10).upper()}", amount=Decimal("0.01"), started_at=now
    )
    try:
        report = gateway(code=gateway_code).query(nothing)
    except DomainError as refusal:
        return False, str(refusal)
    except (ValueError, KeyError, TypeError):  # a key that cannot be read, or is missing
        return False, _("A key or an address of this account is missing or cannot be read.")
    if report.state in {TradeState.NOT_FOUND, TradeState.WAITING}:
        return True, _("The keys fit: the service answered and its signature is right.")
    return False, _("The service refused the question: %(code)s") % {"code": report.failure_code}
