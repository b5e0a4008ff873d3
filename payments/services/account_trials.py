"""Trying an account: harmless questions about a trade and a payer that do not exist."""

import secrets
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.errors import LogInOver, PayerNotTold
from payments.services.gateways import gateway
from payments.services.payers import ask_payer, asks_payers
from payments.types import TradeRef, TradeState
from shop.common.errors import DomainError
from shop.common.trials import finish


def try_account(*, gateway_code: str) -> bool:
    """Ask the gateway about nothing, and keep what it says; talks to the network."""
    try:
        is_good, text = _ask(gateway_code)
    except Exception:
        # Whoever pressed the button waits for a word.
        finish(provider=gateway_code, is_good=False, text=_("The account could not be tried."))
        raise
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
    if report.state not in {TradeState.NOT_FOUND, TradeState.WAITING}:
        refused = _("The service refused the question: %(code)s")
        return False, refused % {"code": report.failure_code}
    fault = _fault_of_log_in(gateway_code)
    if fault:
        return False, fault
    return True, _("The keys fit: the service answered and its signature is right.")


def _fault_of_log_in(gateway_code: str) -> str:
    """Say what keeps the log-in of payers from working, where the account has one."""
    if not asks_payers(code=gateway_code):
        return ""
    try:
        ask_payer(gateway_code=gateway_code, code=f"TRY{secrets.token_hex(10)}")
    except LogInOver:  # so the code was looked at: app id and secret are right
        return ""
    except PayerNotTold as refusal:
        text = _("The app id or the app secret of the official account is refused: %(code)s")
        return text % {"code": refusal.reason}
    except DomainError as trouble:
        return str(trouble)
    return ""
