"""The sandbox as tests use it: one real process on a free port, and a client that steers it.

`sandbox` is the fixture to ask for. It runs for the whole session; faults and rules are put back
around each test. How the process is steered over HTTP stands in docs/sandbox.md.
"""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import requests

CLONE = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
Json = dict[str, Any]
# Tests ask often and about the same phones: a test that is about a limit switches it on.
TEST_RULES = {
    "alipay_bill_next_day": True,
    "kuaidi100_auto_hand_in": True,
    "kuaidi100_interval": False,
    "sms_frequency": False,
    "unionpay_file_next_day": True,
    "wechat_bill_next_day": True,
}


@dataclass
class Sandbox:
    """A sandbox process with a database of its own, and what a test may ask of it."""

    database_url: str
    port: int
    time_scale: float = 0.001
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # The process -------------------------------------------------------------------------------
    def start(self) -> None:
        """Serve, and return when it answers."""
        self.process = self.run("serve", "--bind", f"127.0.0.1:{self.port}")
        wait_until(self._answers, "the sandbox to answer")

    def migrate(self) -> None:
        assert self.run("migrate").wait(PATIENCE) == 0, "see the sandbox's log"

    def kill(self) -> None:
        """Kill it with -9, as an accident would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, order: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(order)
        code = self.process.wait(PATIENCE)
        self.process = None
        return code

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Run a command of the sandbox beside this process."""
        log = CLONE / "var" / "test" / "sandbox.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {
            "SANDBOX_ALLOWED": "1",
            "SANDBOX_DATABASE_URL": self.database_url,
            "SANDBOX_TIME_SCALE": str(self.time_scale),
            "SANDBOX_TIMESTAMP_WINDOW": str(10 * 86_400),  # tests of others travel in time
        }
        with log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "shop.sandbox", *arguments],
                cwd=CLONE,
                env=environment,
                stdout=output,
                stderr=output,
            )

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "the sandbox ended: see var/test/sandbox.log"
        try:
            return self.call("GET", "/").ok
        except requests.ConnectionError:
            return False

    # HTTP --------------------------------------------------------------------------------------
    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            options.setdefault("timeout", PATIENCE)
            return session.request(method, self.url + path, **options)

    def control(self, method: str, name: str, **options: Any) -> Json:
        """Use the control door; a refusal fails the test with the door's own words."""
        answer = self.call(method, f"/control/{name}", **options)
        assert answer.ok, f"{name}: {answer.status_code} {answer.text}"
        data: Json = answer.json()
        return data

    def press(self, page: str, action: str, **fields: str) -> str:
        """Open a page, press the button whose form goes to `action`, return the page after it."""
        with requests.Session() as browser:
            shown = browser.get(self.url + page.removeprefix(self.url), timeout=PATIENCE)
            assert action in shown.text, shown.text
            token = TOKEN.search(shown.text)
            assert token is not None
            data = {"csrfmiddlewaretoken": token[1], **fields}
            return browser.post(self.url + action, data=data, timeout=PATIENCE).text

    # Faults and rules --------------------------------------------------------------------------
    def fault(self, kind: str, **limits: Any) -> Json:
        """Switch on a fault; the limits stand in docs/sandbox.md (count, reference, fen, …)."""
        return self.control("POST", "faults", json={"kind": kind, **limits})

    def clear_faults(self) -> None:
        self.control("DELETE", "faults")

    def rules(self, **switches: bool) -> Json:
        """Switch providers' limits off and on, like `sms_frequency=False`."""
        return self.control("POST", "rules", json=switches)

    def deliveries(self, reference: str, **filters: str) -> list[Json]:
        """Return what was or will be notified about a reference, with every attempt."""
        rows = self.control("GET", "deliveries", params={"reference": reference, **filters})
        found: list[Json] = rows["deliveries"]
        return found

    def fall_silent(self) -> None:
        """Drop what would still be notified, and wait for what is on its way.

        A notification that arrives while the next test empties the database meets its locks.
        """
        wait_until(
            lambda: self.control("DELETE", "deliveries")["on_their_way"] == 0,
            "notifications on their way",
        )

    # Alipay ------------------------------------------------------------------------------------
    def alipay_app(self, name: str = "default") -> Json:
        """Return the merchant's console facts: app_id, seller_id, keys, gateway."""
        return self.control("GET", "alipay/app", params={"app": name})

    def visit(self, pay_url: str) -> requests.Response:
        """Open the pay link like a browser; the answer is the cashier page."""
        return self.call("GET", pay_url.removeprefix(self.url))

    def pay(self, out_trade_no: str, **options: Any) -> Json:
        """Pay as the cashier would; `action` may also be fail (with cause), close or open."""
        return self.control("POST", "alipay/pay", json={"out_trade_no": out_trade_no, **options})

    def books(self, out_trade_no: str = "", **period: str) -> Json:
        """Return Alipay's trades and refunds."""
        return self.control("GET", "alipay/books", params={"out_trade_no": out_trade_no, **period})

    def import_books(self, trades: list[Json], refunds: list[Json] | None = None) -> Json:
        return self.control(
            "POST", "alipay/books", json={"trades": trades, "refunds": refunds or []}
        )

    # UnionPay ----------------------------------------------------------------------------------
    def unionpay_merchant(self, name: str = "default") -> Json:
        """Return the merchant's kit: mer_id, pfx, pfx_password, certificates, addresses."""
        return self.control("GET", "unionpay/merchant", params={"merchant": name})

    def bring_form(self, url: str, fields: Mapping[str, str]) -> requests.Response:
        """Post a form like a browser; the answer is the cashier page."""
        return self.call("POST", url.removeprefix(self.url), data=dict(fields))

    def pay_by_card(self, out_trade_no: str, **options: Any) -> Json:
        """Pay as UnionPay's cashier would; `action` may also be fail (with cause) or open."""
        return self.control("POST", "unionpay/pay", json={"out_trade_no": out_trade_no, **options})

    def card_fault(self, kind: str, **limits: Any) -> Json:
        """Switch on a fault of UnionPay."""
        return self.fault(kind, provider="unionpay", **limits)

    def card_books(self, out_trade_no: str = "", **period: str) -> Json:
        """Return UnionPay's trades and what went back."""
        return self.control(
            "GET", "unionpay/books", params={"out_trade_no": out_trade_no, **period}
        )

    def import_card_books(self, trades: list[Json], refunds: list[Json] | None = None) -> Json:
        return self.control(
            "POST", "unionpay/books", json={"trades": trades, "refunds": refunds or []}
        )

    # WeChat Pay --------------------------------------------------------------------------------
    def wechat_merchant(self, name: str = "default") -> Json:
        """Return the account's fields as the shop's back office takes them."""
        return self.control("GET", "wechat/merchant", params={"merchant": name})

    def wechat_pay(self, out_trade_no: str, **options: Any) -> Json:
        """Pay as the phone would; `action` may also be fail (with cause), close or look."""
        return self.control("POST", "wechat/pay", json={"out_trade_no": out_trade_no, **options})

    def wechat_books(self, out_trade_no: str = "", **period: str) -> Json:
        """Return WeChat Pay's trades and refunds."""
        params = {"out_trade_no": out_trade_no, **period}
        return self.control("GET", "wechat/books", params=params)

    def wechat_import(self, trades: list[Json], refunds: list[Json] | None = None) -> Json:
        return self.control(
            "POST", "wechat/books", json={"trades": trades, "refunds": refunds or []}
        )

    # Kuaidi100 ---------------------------------------------------------------------------------
    def kuaidi100_account(self) -> Json:
        """Return customer, key and the addresses of the tracking service."""
        return self.control("GET", "kuaidi100/account")

    def hand_in(self, company: str, number: str, **facts: str) -> Json:
        """Hand a parcel in (from_city=, to_city=, phone=, collected_at=, signed_at=)."""
        row = {"company": company, "number": number, **facts}
        return self.control("POST", "kuaidi100/parcels", json={"parcels": [row]})

    def move(self, company: str, number: str, **how: Any) -> Json:
        """Let the next step of a parcel happen now (steps=), or a problem=; return its track."""
        row = {"company": company, "number": number, **how}
        return self.control("POST", "kuaidi100/move", json=row)

    # SMS ---------------------------------------------------------------------------------------
    def sms_account(self) -> Json:
        """Return access_key_id, access_key_secret, endpoint and protocol."""
        return self.control("GET", "sms/account")

    def register_sms(self, signs: list[str], templates: list[Json]) -> Json:
        """Register signatures and templates ({code, kind: code|notice|promotion, text})."""
        return self.control("POST", "sms/registry", json={"signs": signs, "templates": templates})

    def messages(self, phone: str) -> list[Json]:
        """Return what a phone received, newest first (text, params, template_code, …)."""
        rows = self.control("GET", "sms/messages", params={"phone": phone})
        found: list[Json] = rows["messages"]
        return found


def wait_until(is_so: Callable[[], Any], what: str, *, patience: float = PATIENCE) -> Any:
    """Ask until the answer is true and return it; fail with the words when it never is."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer = is_so()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {patience:.0f} s in vain for {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def new_database(prefix: str) -> Iterator[str]:
    """Make a database beside the shop's, yield its address, drop it."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"{prefix}_{secrets.token_hex(4)}"
    _administrate(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield urlunsplit(server._replace(path=f"/{name}"))
    finally:
        _administrate(f"DROP DATABASE {name} WITH (FORCE)")


def _administrate(statement: str) -> None:
    link = psycopg2.connect(os.environ["DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(statement)
    link.close()


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    """One sandbox for the session, started for the first test that wants it."""
    for database_url in new_database("test_sandbox"):
        sandbox = Sandbox(database_url=database_url, port=free_port())
        sandbox.migrate()
        sandbox.start()
        yield sandbox
        if sandbox.process is not None:
            sandbox.stop()


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Iterator[Sandbox]:
    """Lend the session's sandbox, without faults and with the providers' frequency limits off."""
    if sandbox_process.process is None:
        sandbox_process.start()
    sandbox_process.clear_faults()
    sandbox_process.rules(**TEST_RULES)
    yield sandbox_process
    if sandbox_process.process is not None:
        sandbox_process.clear_faults()
        sandbox_process.rules(**TEST_RULES)
        sandbox_process.fall_silent()
