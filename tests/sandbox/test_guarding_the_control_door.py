import os
import socket
import subprocess
import sys

import pytest

from tests.support.sandbox import CLONE


def test_the_control_door_is_closed_to_other_machines(sandbox):
    answer = subprocess.run(
        [sys.executable, "-c", ASK_FROM_OUTSIDE],
        cwd=CLONE,
        env=os.environ | {"SANDBOX_DATABASE_URL": sandbox.database_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert answer.stdout.split() == ["403", "403", "200", "200"]


ASK_FROM_OUTSIDE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "shop.sandbox.settings"
import django
django.setup()
from django.test import Client
for address in ("10.0.0.7", "::ffff:10.0.0.7", "127.0.0.1", "::ffff:127.0.0.1"):
    client = Client(REMOTE_ADDR=address, HTTP_HOST="localhost", HTTP_X_FORWARDED_FOR="127.0.0.1")
    print(client.get("/control/faults").status_code)
"""


def test_a_page_of_another_site_cannot_use_the_control_door(sandbox):
    as_form = sandbox.call(
        "POST", "/control/faults", data='{"kind": "slow"}', headers={"Content-Type": "text/plain"}
    )
    as_other_host = sandbox.call("GET", "/control/alipay/app", headers={"Host": "evil.example"})

    assert as_form.status_code == 415
    assert as_other_host.status_code == 400
    assert sandbox.control("GET", "faults") == {"faults": []}


def test_a_form_of_another_site_cannot_press_the_cashiers_buttons(sandbox, merchant):
    page = sandbox.visit(merchant.pay_url("a" * 20, "5.00"))

    answer = sandbox.call("POST", page.url.removeprefix(sandbox.url) + "pay/")

    assert answer.status_code == 403
    assert merchant.ask("query", out_trade_no="a" * 20)["trade_status"] == "WAIT_BUYER_PAY"


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_the_sandbox_refuses_to_start_where_it_is_not_allowed(sandbox, command):
    refused = subprocess.run(
        [sys.executable, "-m", "shop.sandbox", command],
        cwd=CLONE,
        env=os.environ | {"SANDBOX_DATABASE_URL": sandbox.database_url, "SANDBOX_ALLOWED": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert refused.returncode == 2
    assert "SANDBOX_ALLOWED=1" in refused.stderr


def test_the_cookie_is_not_the_shops(sandbox, merchant):
    page = sandbox.visit(merchant.pay_url("b" * 20, "5.00"))

    names = set(page.cookies.keys())

    assert names == {"sandbox_csrf"}


def test_a_client_that_says_nothing_does_not_hold_up_the_others(sandbox):
    with socket.create_connection(("127.0.0.1", sandbox.port)):
        assert sandbox.call("GET", "/").status_code == 200
