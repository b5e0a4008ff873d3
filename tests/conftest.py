"""What every test has: a closed network, real servers, a browser when it asks for one."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.utils import translation

from deploy import browser
from shop.common import resting
from shop.common.cache import valkey
from shop.common.page_cache import forget_pages
from shop.common.policies import forget_policies
from shop.common.selectors import forget_provider_accounts
from tests.cast import *  # noqa: F403  the cast plays in every test
from tests.support import events
from tests.support.books import books_stay_right  # noqa: F401
from tests.support.own_database import django_db_setup  # noqa: F401
from tests.support.reference_data import _kept_reference_data  # noqa: F401

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

deliver_all = events.deliver_all


@pytest.fixture(autouse=True, scope="session")
def _closed_network() -> Iterator[None]:
    """Let no test reach anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise OSError(f"Tests do not talk to {address[0]}: use the sandbox or `responses`.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start every test with an empty Valkey database: caches, sessions, rate limits, buffers."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    client.close()
    valkey.ask_again()
    forget_pages()
    forget_policies()
    forget_provider_accounts()
    resting.wake_all()


@pytest.fixture(autouse=True)
def _usual_language() -> None:
    """Speak the language of the settings: a page asked in another leaves it to its thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _books_after_a_fault(request: pytest.FixtureRequest) -> None:
    """Audit the books after every test that shows a row of docs/faults.md."""
    if request.node.get_closest_marker("fault"):
        request.getfixturevalue("books_stay_right")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | browser.launch_arguments()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
