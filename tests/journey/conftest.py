"""The whole shop as real processes, with the small demo's goods and people, for one browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from shop.common.actors import process
from shop.common.services.providers import save_provider_account
from tests.support.buyers import take_money_at
from tests.support.own_database import own_database  # noqa: F401
from tests.support.sandbox import Sandbox, sandbox, sandbox_process  # noqa: F401
from tests.support.shop_processes import CLONE, ShopProcesses

PICTURES = CLONE / "var" / "journey"
WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}


@pytest.fixture
def whole_shop(own_database: str, sandbox: Sandbox) -> Iterator[ShopProcesses]:  # noqa: F811
    shop = ShopProcesses(database_url=own_database, sandbox_url=sandbox.url)
    try:
        shop.manage("load_demo_shop", "--size=0")
        take_money_at(sandbox)
        send_sms_through(sandbox)
        shop.start("worker", "beat", "web")
        yield shop
    finally:
        shop.stop()


def send_sms_through(sandbox: Sandbox) -> None:  # noqa: F811
    """Set up the shop's account for short messages, with the template of log-in codes."""
    account = sandbox.sms_account()
    text = "您的验证码是${code}，5分钟内有效。"
    sandbox.register_sms(["开店"], [{"code": "SMS_LOGIN_CODE", "kind": "code", "text": text}])
    save_provider_account(
        provider="sms.aliyun",
        is_enabled=True,
        settings={
            "endpoint": account["endpoint"],
            "protocol": account["protocol"],
            "sign_name": "开店",
        },
        secrets={name: account[name] for name in ("access_key_id", "access_key_secret")},
        actor=process("tests"),
    )


class Camera:
    """Takes a picture of each step, as a phone and as a desk see it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str) -> None:
        self._count += 1
        before = page.viewport_size
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            page.screenshot(path=self._folder / f"{self._count:02d}-{name}-{width}.png")
        if before is not None:
            page.set_viewport_size(before)


@pytest.fixture
def camera() -> Camera:
    return Camera(PICTURES)
