"""Slow services: every worker knows of them, and one worker tries them first."""

from contextlib import suppress

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as ValkeyAway

from shop.common import resting
from shop.common.resting import rests, timing
from tests.support.slow_clock import SlowClock, call_for


@pytest.fixture
def clock(monkeypatch) -> SlowClock:
    return SlowClock(monkeypatch)


def as_another_worker() -> None:
    """Go on as a process that found nothing slow itself."""
    resting.wake_all()


def test_what_one_worker_found_slow_the_others_leave_alone(clock):
    call_for(clock, 10, service="alipay")
    as_another_worker()

    assert [rests(service=name) for name in ("alipay", "wechat")] == [True, False]


def test_a_call_that_failed_late_counts_like_one_that_was_answered_late(clock):
    with suppress(OSError), timing(service="alipay"):
        clock.wait(10)
        raise OSError

    assert rests(service="alipay")


def test_after_its_rest_one_worker_is_sent_ahead(clock):
    call_for(clock, 10, service="alipay")
    as_another_worker()
    clock.wait(30)

    assert [rests(service="alipay") for _worker in range(3)] == [False, True, True]


def test_who_was_sent_ahead_and_waited_long_lets_it_rest_again(clock):
    call_for(clock, 10, service="alipay")
    clock.wait(30)
    rests(service="alipay")

    call_for(clock, 10, service="alipay")
    as_another_worker()

    assert rests(service="alipay")
    clock.wait(30)
    assert not rests(service="alipay")


def test_who_was_sent_ahead_and_was_answered_at_once_opens_it_for_all(clock):
    call_for(clock, 10, service="alipay")
    as_another_worker()
    clock.wait(30)
    rests(service="alipay")

    call_for(clock, 0.2, service="alipay")

    assert [rests(service="alipay") for _worker in range(2)] == [False, False]


def test_a_quick_answer_to_who_waits_at_a_page_ends_no_rest(clock):
    call_for(clock, 10, service="alipay")
    as_another_worker()

    call_for(clock, 0.2, service="alipay")

    assert rests(service="alipay")


def test_valkey_forgets_a_slow_service_by_itself(clock):
    call_for(clock, 10, service="alipay")

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert 600 < client.ttl(cache.make_key("resting:alipay")) <= 630


def test_without_valkey_a_worker_knows_what_it_found_itself(clock, monkeypatch):
    def away(*_args: object, **_kwargs: object) -> None:
        raise ValkeyAway

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(RedisCache, name, away)
    call_for(clock, 10, service="alipay")

    assert rests(service="alipay")
    clock.wait(30)
    assert not rests(service="alipay")
    as_another_worker()
    assert not rests(service="alipay")
