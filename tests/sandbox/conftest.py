"""The merchant and the notify address that the sandbox's own tests use."""

from collections.abc import Iterator

import pytest
from alipay.aop.api import DefaultAlipayClient as sdk  # noqa: N813 - a module named like its class

from tests.sandbox.merchant import Mailbox, Merchant, do_post
from tests.support.sandbox import Sandbox


@pytest.fixture
def merchant(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Merchant:
    monkeypatch.setattr(sdk, "do_post", do_post)
    return Merchant(sandbox.alipay_app())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.close()
