"""The log-in of an official account on its wire: who may see its page, and what a code is worth."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.sandbox import Sandbox, sandbox, sandbox_process  # noqa: F401

pytestmark = pytest.mark.req("PAY-01")

INSIDE = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.50"}
PAGE, AGREE, TOKEN = "/connect/oauth2/authorize", "/wechat/log-in/", "/sns/oauth2/access_token"


@pytest.fixture
def facts(sandbox: Sandbox) -> dict[str, Any]:  # noqa: F811
    account: dict[str, Any] = sandbox.wechat_merchant()
    return account


def asked(facts: dict[str, Any], **changes: str) -> dict[str, str]:
    return {
        "appid": facts["app_id"],
        "redirect_uri": "https://shop.example/pay/DD1/payer/",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "S1",
    } | changes


def new_code(sandbox: Sandbox, facts: dict[str, Any], **more: str) -> str:  # noqa: F811
    fields = asked(facts, openid="o-1", **more)
    back = sandbox.call("GET", AGREE, params=fields, headers=INSIDE, allow_redirects=False)
    said = parse_qs(urlsplit(back.headers["Location"]).query)
    assert said["state"] == ["S1"]
    return said["code"][0]


def exchange(sandbox: Sandbox, facts: dict[str, Any], **changes: str) -> dict[str, Any]:  # noqa: F811
    fields = {"appid": facts["app_id"], "secret": facts["app_secret"], "code": "none"} | changes
    said: dict[str, Any] = sandbox.call("GET", TOKEN, params=fields).json()
    return said


def test_a_code_tells_once_who_it_is(sandbox, facts):  # noqa: F811
    code = new_code(sandbox, facts)

    assert exchange(sandbox, facts, code=code)["openid"] == "o-1"
    assert exchange(sandbox, facts, code=code)["errcode"] == 40163
    assert exchange(sandbox, facts, code=new_code(sandbox, facts, used="1"))["errcode"] == 40163


@pytest.mark.parametrize(
    ("changes", "code"),
    [({}, 40029), ({"secret": "x"}, 40125), ({"appid": "wx0"}, 40013)],
    ids=["code", "secret", "app"],
)
def test_what_is_wrong_is_named(sandbox, facts, changes, code):  # noqa: F811
    assert exchange(sandbox, facts, **changes)["errcode"] == code


def test_the_page_is_for_wechats_own_browser(sandbox, facts):  # noqa: F811
    shown = sandbox.call("GET", PAGE, params=asked(facts), headers=INSIDE)
    outside = sandbox.call("GET", PAGE, params=asked(facts))
    other = sandbox.call("GET", PAGE, params=asked(facts, scope="snsapi_login"), headers=INSIDE)

    assert (shown.status_code, outside.status_code, other.status_code) == (200, 400, 400)
    assert "请在微信客户端打开链接" in outside.text
