"""A notification that is refused comes again on the schedule of its provider, and then ends.

The times are those that the stand-in keeps, read while the merchant has not answered yet: no clock
of the test is asked.
"""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

import pytest
from alipay.aop.api import DefaultAlipayClient as sdk  # noqa: N813 - a module named like its class

from tests.sandbox.merchant import Mailbox, Merchant, do_post, new_number
from tests.sandbox.test_wechat_wire import Shop
from tests.sandbox.unionpay_merchant import CardMerchant
from tests.support.sandbox import PATIENCE, Sandbox, free_port, new_database, wait_until

MINUTES_ALIPAY = (4, 10, 10, 60, 120, 360, 900)
SECONDS_WECHAT = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600)
MINUTES_UNIONPAY = (1, 2, 4, 5)
SCHEDULES = {
    "alipay": [timedelta(minutes=m) for m in MINUTES_ALIPAY],
    "wechat": [
        *(timedelta(seconds=s) for s in SECONDS_WECHAT),
        *(timedelta(hours=h) for h in (3, 3, 3, 6, 6)),
    ],
    "unionpay": [timedelta(minutes=m) for m in MINUTES_UNIONPAY],
}


class Doorkeeper:
    """A notify address that answers when, and what, the test says."""

    def __init__(self) -> None:
        self.arrived: Queue[int] = Queue()
        self.answers: Queue[tuple[int, bytes]] = Queue()
        keeper = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                keeper.arrived.put(len(self.rfile.read(int(self.headers["Content-Length"]))))
                status, body = keeper.answers.get(timeout=PATIENCE)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/notify"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def doorkeeper() -> Iterator[Doorkeeper]:
    keeper = Doorkeeper()
    yield keeper
    keeper.close()


@pytest.fixture(scope="module")
def quick_sandbox() -> Iterator[Sandbox]:
    """Lend a process in which a day lasts four seconds."""
    for database_url in new_database("test_sandbox_quick"):
        quick = Sandbox(database_url=database_url, port=free_port(), time_scale=0.00005)
        quick.migrate()
        quick.start()
        yield quick
        quick.stop()


def pay_by_alipay(sandbox: Sandbox, url: str) -> str:
    number = new_number()
    merchant = Merchant(sandbox.alipay_app())
    sandbox.visit(merchant.pay_url(number, "8.00", notify_url=url))
    sandbox.pay(number)
    return number


def pay_by_wechat(sandbox: Sandbox, url: str) -> str:
    number = new_number()
    Shop(sandbox, sandbox.wechat_merchant()).begin(number, notify_url=url)
    sandbox.wechat_pay(number)
    return number


def pay_by_card(sandbox: Sandbox, url: str) -> str:
    number = new_number()
    front = Mailbox()
    front.close()  # nobody comes back to it
    merchant = CardMerchant(sandbox, front)
    merchant.bring(merchant.form(number, 800, backUrl=url))
    sandbox.pay_by_card(number)
    return number


PAYING = {"alipay": pay_by_alipay, "wechat": pay_by_wechat, "unionpay": pay_by_card}
REFUSAL, SUCCESS = (500, b"failure"), (200, b"success")


def ended(sandbox: Sandbox, number: str, state: str):
    (row,) = wait_until(
        lambda: [row for row in sandbox.deliveries(number) if row["state"] == state],
        f"it to be {state}",
    )
    return row


@pytest.mark.parametrize("provider", PAYING)
def test_a_refused_notification_comes_again_at_the_times_of_its_provider(
    quick_sandbox, doorkeeper, monkeypatch, provider
):
    monkeypatch.setattr(sdk, "do_post", do_post)
    number = PAYING[provider](quick_sandbox, doorkeeper.url)
    waits = []

    doorkeeper.arrived.get(timeout=PATIENCE)
    for _repeat in SCHEDULES[provider]:
        doorkeeper.answers.put(REFUSAL)
        doorkeeper.arrived.get(timeout=PATIENCE)
        (row,) = quick_sandbox.deliveries(number)
        told = datetime.fromisoformat(row["attempts"][-1]["at"])
        waits.append(datetime.fromisoformat(row["next_attempt_at"]) - told)
    doorkeeper.answers.put(REFUSAL)

    scaled = [wait * quick_sandbox.time_scale for wait in SCHEDULES[provider]]
    assert waits == scaled
    row = ended(quick_sandbox, number, "given_up")
    assert len(row["attempts"]) == len(scaled) + 1


@pytest.mark.parametrize("provider", PAYING)
def test_it_stops_when_it_is_accepted(quick_sandbox, doorkeeper, monkeypatch, provider):
    monkeypatch.setattr(sdk, "do_post", do_post)
    for answer in (REFUSAL, REFUSAL, SUCCESS):
        doorkeeper.answers.put(answer)

    number = PAYING[provider](quick_sandbox, doorkeeper.url)

    row = ended(quick_sandbox, number, "accepted")
    assert [attempt["outcome"][:3] for attempt in row["attempts"]] == ["500", "500", "200"]
