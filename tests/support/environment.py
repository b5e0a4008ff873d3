"""Set the environment before Django's settings are read (loaded with `-p`, see pyproject.toml).

Without DATABASE_URL and REDIS_URL the tests start servers of their own. Every run takes a slot: its
own databases, so that two runs in one clone do not disturb each other.
"""

import atexit
import fcntl
import os
from pathlib import Path

import pytest

from deploy import messages
from deploy.local.home import home_of
from deploy.local.servers import Servers, missing_addresses

CLONE = Path(__file__).resolve().parent.parent.parent
SLOTS = 4
WORKERS_PER_SLOT = 16


def _take_slot() -> int:
    folder = CLONE / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    for slot in range(SLOTS):
        lock = (folder / f"slot-{slot}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        atexit.register(lock.close)
        return slot
    raise pytest.UsageError(f"{SLOTS} test runs are going on in this clone. Wait for one to end.")


def _prepare() -> None:
    """Set up the first process only: the workers of xdist inherit its environment."""
    slot = _take_slot()
    messages.main()
    os.environ["KAIDIAN_TEST_SLOT"] = str(slot)
    os.environ["TEST_DATABASE"] = f"test_kaidian_{slot}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings_test"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop
    os.environ["SERVE_FILES"] = "1"
    os.environ["MEDIA_ROOT"] = str(CLONE / "var" / "test" / "media")
    wanted = missing_addresses()
    if wanted:
        servers = Servers(home_of("test"), throwaway=True, wanted=wanted)
        atexit.register(servers.stop)
        os.environ.update(servers.start())


def _choose_valkey_database() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    slot = int(os.environ["KAIDIAN_TEST_SLOT"])
    address, _, _ = os.environ["REDIS_URL"].rpartition("/")
    number = slot * WORKERS_PER_SLOT + int(worker) % WORKERS_PER_SLOT
    os.environ["REDIS_URL"] = f"{address}/{number}"


if "PYTEST_XDIST_WORKER" not in os.environ:
    _prepare()
_choose_valkey_database()
