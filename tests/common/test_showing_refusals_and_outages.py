import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client
from redis.exceptions import RedisError

from shop.common import cache as cache_module

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.common.urls")]

AWAY = {"BACKEND": "shop.common.cache.ForgivingCache", "LOCATION": "redis://127.0.0.1:1/0"}


@pytest.mark.parametrize("kind", ["database", "connection", "valkey"])
def test_an_outage_is_a_page_that_asks_again_by_itself(client, kind):
    answer = client.get(f"/fail/{kind}/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta http-equiv="refresh" content="2">' in answer.content.decode()


def test_the_page_asks_more_slowly_and_stops_in_the_end(client):
    waits = [client.get("/fail/database/").headers["Retry-After"] for _ in range(12)]

    assert waits == ["2", "4", "6", "8", "10", "12", "14", "16", "18", "20", "20", "20"]
    for _ in range(10):
        last = client.get("/fail/database/")
    assert "http-equiv" not in last.content.decode()


def test_an_answer_ends_the_counting(client):
    client.get("/fail/database/")

    client.get("/fine/")

    assert client.cookies["away_tries"].value == ""


def test_the_page_of_an_outage_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/fail/database/")


def test_a_form_sent_during_an_outage_is_not_sent_again_by_itself(client):
    answer = client.post("/fail/database/")

    assert answer.status_code == 503
    assert "http-equiv" not in answer.content.decode()


def test_a_fragment_gets_a_sentence_during_an_outage(client):
    answer = client.get("/fail/database/", headers={"HX-Request": "true"})

    assert answer.status_code == 503
    assert "<html" not in answer.content.decode()


def test_an_outage_in_other_middleware_is_the_same_page(monkeypatch):
    def lost(*_args, **_kwargs):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(SessionStore, "save", lost)

    answer = Client(raise_request_exception=False).get("/fine/")

    assert answer.status_code == 503


def test_a_bug_stays_an_error():
    answer = Client(raise_request_exception=False).get("/fail/bug/")

    assert answer.status_code == 500


def test_a_rule_speaks_in_a_sentence_on_a_page(client):
    answer = client.post("/fail/rule/")

    assert answer.status_code == 422
    assert "Two kettles are too many." in answer.content.decode()


def test_a_rule_speaks_in_plain_text_to_a_fragment(client):
    answer = client.post("/fail/rule/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content.decode()) == (422, "Two kettles are too many.")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_rule_in_the_admin_is_a_message(client):
    answer = client.post("/admin/fail/rule/")

    assert (answer.status_code, answer.url) == (302, "/admin/fail/rule/")
    texts = [str(message) for message in get_messages(answer.wsgi_request)]
    assert texts == ["Two kettles are too many."]


def test_the_admin_has_a_policy_of_its_own(client):
    policies = [
        client.get(page).headers["Content-Security-Policy"] for page in ("/fine/", "/admin/login/")
    ]

    assert "unsafe-eval" not in policies[0]
    assert "'unsafe-eval'" in policies[1]


@pytest.fixture
def no_valkey(settings, monkeypatch):
    monkeypatch.setattr(cache_module, "valkey", cache_module._Valkey())
    settings.CACHES = {
        "default": AWAY,
        "sessions": AWAY | {"BACKEND": "shop.common.cache.SessionCache"},
    }


def test_pages_with_sessions_live_without_valkey(no_valkey, client):
    first = client.get("/fine/")
    second = client.get("/fine/")

    assert (first.status_code, second.status_code) == (200, 200)
    assert client.session["kettle"] == "hot"


def test_every_cache_call_is_a_miss_without_valkey(no_valkey):
    cache = caches["default"]

    assert cache.get("a", 7) == 7
    assert cache.add("a", 1) is False
    cache.set("a", 1)
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.get_many(["a"]) == {}
    assert cache.has_key("a") is False
    assert cache.set_many({"a": 1}) == ["a"]
    cache.delete_many(["a"])
    assert cache.get_or_set("a", 5) == 5
    with pytest.raises(ValueError, match="counter"):
        cache.incr("a")


def test_a_log_out_that_valkey_would_forget_fails_aloud(no_valkey):
    with pytest.raises(RedisError):
        caches["sessions"].delete("a")


def test_a_cache_that_is_there_works():
    cache = caches["default"]

    cache.set("a", 1)

    assert cache.get("a") == 1
    assert cache.incr("a") == 2
    assert cache.add("a", 9) is False
