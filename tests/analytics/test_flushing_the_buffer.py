"""None lost, none twice: whoever dies when, and however many flush at once."""

import os
import signal
import subprocess
import sys
import time
import uuid
from functools import partial

import pytest
import redis
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from analytics import buffer
from analytics.models import PageView
from analytics.services import page_views
from analytics.services.page_views import flush_buffer
from tests.factories.analytics import see, seen
from tests.support.together import run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_views():
    """The table is made by SQL: Django does not empty it between such tests."""
    PageView.objects.all().delete()
    yield
    PageView.objects.all().delete()


@pytest.fixture
def valkey():
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


def push(count):
    for n in range(count):
        buffer.push(
            {
                "event_id": str(uuid.uuid4()),
                "at": timezone.now().isoformat(),
                "visitor": f"v{n}",
                "session": f"s{n}",
                "page": "shop:home",
                "path": "/",
            }
        )


def let_time_pass(valkey):
    for name in valkey.zrange(buffer.TAKEN, 0, -1):
        valkey.zadd(buffer.TAKEN, {name: time.time() - 120})


def test_a_worker_that_dies_after_taking_loses_nothing(valkey):
    push(5)
    buffer.take()  # and nothing more: killed

    assert flush_buffer() == 0
    let_time_pass(valkey)
    flush_buffer()

    assert PageView.objects.count() == 5
    assert valkey.keys("kaidian:page-views:*") == []


def test_a_worker_that_dies_between_storing_and_forgetting_doubles_nothing(valkey, monkeypatch):
    push(5)
    with monkeypatch.context() as patch:
        patch.setattr(buffer, "forget", lambda _name: None)
        flush_buffer()
    assert PageView.objects.count() == 5

    let_time_pass(valkey)
    flush_buffer()

    assert PageView.objects.count() == 5
    assert valkey.keys("kaidian:page-views:*") == []


def test_a_database_that_is_away_loses_nothing(valkey, monkeypatch):
    push(5)

    def away(*_args, **_options):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(page_views, "ensure_partitions", away)
        with pytest.raises(OperationalError):
            flush_buffer()
    let_time_pass(valkey)
    flush_buffer()

    assert PageView.objects.count() == 5


def test_flushes_at_once_store_every_view_once(valkey):
    push(400)
    buffer.take()
    let_time_pass(valkey)
    push(400)

    outcomes = run_together([partial(flush_buffer)] * 6)

    assert [outcome.error for outcome in outcomes] == [None] * 6
    assert PageView.objects.count() == 800
    assert valkey.keys("kaidian:page-views:*") == []


KILLED = """
import os, django
django.setup()
from django.db import connection
from analytics import buffer
from analytics.services import page_views
connection.settings_dict["NAME"] = os.environ["DATABASE_NAME"]
buffer._CHUNK = 10
stored = page_views._store
def store_and_stall(views):
    stored(views)
    print("stored", flush=True)
    import time; time.sleep(60)
page_views._store = store_and_stall
page_views.flush_buffer()
"""


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(valkey):
    push(25)
    environment = os.environ | {"DATABASE_NAME": str(connection.settings_dict["NAME"])}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", KILLED],
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"stored\n"
        worker.send_signal(signal.SIGKILL)
    assert PageView.objects.count() == 10

    let_time_pass(valkey)
    flush_buffer()

    assert PageView.objects.count() == 25


def test_recording_the_past_twice_stores_it_once():
    views = [seen(f"v{n}") for n in range(3)]

    see(*views)
    see(*views)

    assert PageView.objects.count() == 3
