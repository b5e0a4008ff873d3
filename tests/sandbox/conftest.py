"""The merchant and the notify address that the sandbox's own tests use."""

from collections.abc import Iterator

import pytest
from alipay.aop.api import DefaultAlipayClient as sdk  # noqa: N813 - a module named like its class

from tests.sandbox.merchant import Mailbox, Merchant, do_post
from tests.support.sandbox import Sandbox, free_port, new_database


@pytest.fixture
def merchant(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Merchant:
    monkeypatch.setattr(sdk, "do_post", do_post)
    return Merchant(sandbox.alipay_app())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.close()


@pytest.fixture
def own_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Lend a process that only this test uses, and may kill; migrated but not started."""
    monkeypatch.setattr(sdk, "do_post", do_post)
    for database_url in new_database("test_sandbox_own"):
        own = Sandbox(database_url=database_url, port=free_port(), time_scale=0.00005)
        own.migrate()
        yield own
        if own.process is not None:
            own.stop()
