"""A buyer who pays through any of the three gateways, and tries again where one fails."""

import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from django.db import InterfaceError, OperationalError, connection

from payments.models import PaymentAttempt
from shop.common.actors import process
from shop.common.services.providers import save_provider_account
from tests.support.buyers import PATIENCE, PAUSE, Buyer, out_trade_no, take_money_at
from tests.support.sandbox import Sandbox
from tests.support.visitors import forms_of

_WAY = re.compile(r'name="way"\s+value="((?:alipay|wechat|unionpay):\w+)"')
_SECRETS = {
    "wechat": ("private_key", "api_v3_key", "app_secret"),
    "unionpay": ("pfx", "pfx_password"),
}


@dataclass
class Payer(Buyer):
    """Pays each order by a way that the dice choose, and cancels some of those paid."""

    dice: random.Random = field(default_factory=random.Random)
    cancelling: float = 0.0  # the share of paid orders that are cancelled
    cancelled: list[str] = field(default_factory=list)

    def _pay(self, number: str, sandbox: Sandbox) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if self._pays(number, sandbox):
                    break
            except (requests.RequestException, OperationalError, InterfaceError):
                connection.close()
                self.answers["none"] += 1
            time.sleep(PAUSE)
        else:
            raise AssertionError(f"{number} could not be paid, but {dict(self.answers)}")
        if self.dice.random() < self.cancelling:
            self._insist(lambda: self._cancel(number), 302)
            self.cancelled.append(number)

    def _pays(self, number: str, sandbox: Sandbox) -> bool:
        """Set out once; say whether the money has left the payer's purse, now or before."""
        shown = self.visitor.get(f"/pay/{number}/")
        if shown.status_code == 302:
            return True  # it was paid meanwhile
        ways = _WAY.findall(shown.text)
        if shown.status_code != 200 or not ways:
            self.answers[str(shown.status_code)] += 1
            return False
        fields = {"way": self.dice.choice(ways)} | self._token()
        left = self.visitor.post(f"/pay/{number}/start/", fields)
        self.answers[str(left.status_code)] += 1
        trade = self._arrives(left, number, sandbox)
        if not trade:
            return False
        gateway = fields["way"].partition(":")[0]
        told = sandbox.call("POST", f"/control/{gateway}/pay", json={"out_trade_no": trade})
        return told.ok and not told.json().get("refused_because")

    def _arrives(self, left: requests.Response, number: str, sandbox: Sandbox) -> str:
        """Go where the shop led; return our number at the gateway, nothing when it went wrong."""
        if left.status_code == 302 and left.headers["Location"].startswith(sandbox.url):
            cashier = left.headers["Location"]
            return out_trade_no(cashier) if sandbox.visit(cashier).ok else ""
        if left.status_code == 302 and urlsplit(left.headers["Location"]).path.startswith("/pay/"):
            return self._on_the_screen(number)
        for action, fields in forms_of(left.text).items():
            if action.startswith(sandbox.url):
                return fields["orderId"] if sandbox.bring_form(action, fields).ok else ""
        return ""

    def _on_the_screen(self, number: str) -> str:
        """Read the trade out of the books, as a phone reads it out of the code."""
        attempts = PaymentAttempt.objects.filter(
            payment__plan__reference=number, state=PaymentAttempt.State.PENDING
        )
        attempt = attempts.order_by("-pk").first()
        return attempt.out_trade_no if attempt else ""

    def _cancel(self, number: str) -> requests.Response:
        return self.visitor.post(f"/account/orders/{number}/cancel/", self._token())


def take_money_everywhere(sandbox: Sandbox) -> None:
    """Set up the shop's accounts at all three gateways of the sandbox."""
    take_money_at(sandbox)
    accounts = {"wechat": sandbox.wechat_merchant(), "unionpay": sandbox.unionpay_merchant()}
    for provider, facts in accounts.items():
        secrets = {name: facts[name] for name in _SECRETS[provider]}
        save_provider_account(
            provider=provider,
            is_enabled=True,
            settings={name: facts[name] for name in facts if name not in secrets},
            secrets=secrets,
            actor=process("tests"),
        )
