import threading

import pytest
from django.core.cache import cache
from django.db import connection

from tests.support.together import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_letters_of_any_script_are_letters():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '华为' ~ '^[[:alpha:]]+$', upper('é')")
        found = cursor.fetchone()

    assert found == (True, "É")


def test_the_cache_is_a_real_one_and_starts_empty():
    assert cache.get("colour") is None

    cache.set("colour", "红")

    assert cache.get("colour") == "红"


def test_calls_run_together_on_connections_of_their_own():
    met = threading.Barrier(4)

    def backend():
        met.wait(5)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return cursor.fetchone()[0]

    outcomes = run_together([backend] * 4)

    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert len({outcome.value for outcome in outcomes}) == 4
