"""A buyer who gives up on nothing: what is answered by 503, or not at all, is sent again."""

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import requests

from shop.common.actors import process
from shop.common.services.providers import save_provider_account
from tests.support.sandbox import Sandbox
from tests.support.visitors import PLACE, Visitor, forms_of

PATIENCE = 120.0
PAUSE = 0.3


@dataclass
class Buyer:
    """Buys and pays by HTTP, and keeps count of what was answered on the way."""

    visitor: Visitor
    sku_id: int
    sandbox: Sandbox | None = None
    answers: Counter[str] = field(default_factory=Counter)
    orders: list[str] = field(default_factory=list)

    def buy(self) -> None:
        """Put a piece in the cart, order it, and pay it when there is a sandbox to pay at."""
        self._insist(self._add, 302)
        placed = self._insist(self._order, 302)
        number = placed.headers["Location"].split("/")[2]
        self.orders.append(number)
        if self.sandbox is not None:
            self._pay(number, self.sandbox)

    def _add(self) -> requests.Response:
        shown = self.visitor.get("/cart/")
        if not shown.ok:
            return shown
        fields = {"sku": str(self.sku_id), "quantity": "1"} | self._token()
        return self.visitor.post("/cart/add/", fields)

    def _order(self) -> requests.Response:
        """Send the form that was shown until it is answered; only a refusal shows another one."""
        if not self.visitor.form:
            page = self.visitor.get("/checkout/")
            if page.status_code != 200:
                return page
            self.visitor.form = forms_of(page.text)[PLACE]
        answer = self.visitor.place()
        if answer.status_code < 500:
            self.visitor.form = {}
        return answer

    def _pay(self, number: str, sandbox: Sandbox) -> None:
        left = self._insist(lambda: self._leave(number), 302)
        cashier = left.headers["Location"]
        if not cashier.startswith(sandbox.url):
            return  # paid meanwhile
        trade = out_trade_no(cashier)
        self._insist(lambda: sandbox.visit(cashier), 200)
        self._insist(
            lambda: sandbox.call("POST", "/control/alipay/pay", json={"out_trade_no": trade}), 200
        )

    def _leave(self, number: str) -> requests.Response:
        shown = self.visitor.get(f"/pay/{number}/")
        if shown.status_code != 200:
            return shown
        fields = {"way": "alipay"} | self._token()
        return self.visitor.post(f"/pay/{number}/start/", fields)

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.visitor.session.cookies["csrftoken"]}

    def _insist(self, act: Callable[[], requests.Response], wanted: int) -> requests.Response:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = act()
            except requests.RequestException:
                self.answers["none"] += 1
                time.sleep(PAUSE)
                continue
            self.answers[str(answer.status_code)] += 1
            if answer.status_code == wanted:
                return answer
            time.sleep(PAUSE)
        raise AssertionError(f"no {wanted} in {PATIENCE:.0f} s, but {dict(self.answers)}")


def out_trade_no(pay_url: str) -> str:
    """Read our number out of the link that leads to the gateway."""
    query = parse_qs(urlsplit(pay_url).query)
    return str(json.loads(query["biz_content"][0])["out_trade_no"])


def take_money_at(sandbox: Sandbox) -> None:
    """Set up the shop's account at the sandbox's Alipay."""
    app = sandbox.alipay_app()
    names = ("gateway", "app_id", "seller_id", "alipay_public_key")
    save_provider_account(
        provider="alipay",
        is_enabled=True,
        settings={name: app[name] for name in names},
        secrets={"app_private_key": app["app_private_key"]},
        actor=process("tests"),
    )
