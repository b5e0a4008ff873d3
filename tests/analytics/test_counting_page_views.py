import json
import time
import uuid

import pytest
import redis
import time_machine
from django.conf import settings

from analytics import buffer
from analytics.services.page_views import flush_buffer
from analytics.visits import SESSION_COOKIE, VISITOR_COOKIE
from tests.factories.analytics import DAY, moment, stored_views
from tests.factories.catalog import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.analytics.urls")]

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Mobile MicroMessenger"
)
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _valkey_answers():
    buffer.pause.until = 0.0
    yield
    buffer.pause.until = 0.0


def waiting():
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return [json.loads(raw) for raw in client.lrange(buffer.WAITING, 0, -1)]


def look(client, path="/", agent=DESKTOP, **headers):
    return client.get(path, headers={"user-agent": agent, **headers})


def test_a_page_is_buffered_and_stored_by_the_flush(client, django_assert_num_queries):
    product = ProductFactory(slug="tea")

    with django_assert_num_queries(0):
        look(client, f"/p/tea-{product.number}/?utm_source=Weixin&utm_campaign=618", agent=PHONE)
    flush_buffer()

    view = stored_views()[0]
    assert (view.page, view.product_id) == ("catalog:product-detail", product.pk)
    assert (view.source, view.campaign, view.device) == ("weixin", "618", "phone")
    assert view.path == f"/p/tea-{product.number}/"
    assert (view.user_id, view.region_code) == (None, "")


def test_a_visitor_is_known_again_and_a_session_lasts_thirty_minutes(client):
    first = look(client)
    look(client)

    entries = waiting()
    assert len({entry["visitor"] for entry in entries}) == 1
    assert len({entry["session"] for entry in entries}) == 1
    assert first.cookies[VISITOR_COOKIE]["max-age"] == 365 * 24 * 3600
    assert first.cookies[SESSION_COOKIE]["max-age"] == 30 * 60
    for name in (VISITOR_COOKIE, SESSION_COOKIE):
        assert (first.cookies[name]["samesite"], first.cookies[name]["httponly"]) == ("Lax", True)


def test_a_forged_visitor_gets_a_name_of_ours(client):
    client.cookies[VISITOR_COOKIE] = "'; DROP TABLE visitors --"

    response = look(client)

    assert len(response.cookies[VISITOR_COOKIE].value) == 24
    assert waiting()[0]["visitor"] == response.cookies[VISITOR_COOKIE].value


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/", {"agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}, id="robot"),
        pytest.param("/", {"agent": ""}, id="nameless program"),
        pytest.param("/", {"hx-request": "true"}, id="fragment"),
        pytest.param("/", {"sec-purpose": "prefetch"}, id="ahead of time"),
        pytest.param("/lost/", {}, id="not found"),
        pytest.param("/x/", {}, id="not a page"),
        pytest.param("/pay/DD1/status/", {}, id="asks by itself"),
        pytest.param("/admin/login/", {}, id="back office"),
    ],
)
def test_what_is_no_page_of_a_shopper_is_not_counted(client, path, headers):
    response = look(client, path, **headers)

    assert waiting() == []
    assert VISITOR_COOKIE not in response.cookies


def test_a_posted_form_is_not_counted(client):
    client.post("/", headers={"user-agent": DESKTOP})

    assert waiting() == []


def test_staff_are_not_counted_and_customers_are(clerk_client, customer_client, customer):
    look(clerk_client)
    look(customer_client)

    assert [entry["user_id"] for entry in waiting()] == [customer.pk]


def test_the_number_of_an_order_is_not_kept(client):
    look(client, "/account/orders/DD20261122100001/")

    entry = waiting()[0]
    assert (entry["path"], entry["product_number"]) == ("/account/orders/<str:number>/", "")


@pytest.mark.parametrize(
    ("referrer", "source"),
    [
        ("", "direct"),
        ("https://www.baidu.com/s?wd=茶", "search"),
        ("https://m.sogou.com/", "search"),
        ("https://mp.weixin.qq.com/s/abc", "social"),
        ("https://www.xiaohongshu.com/explore", "social"),
        ("https://blog.example.com/", "other"),
        ("http://testserver/c/tea/", "direct"),
        ("http://[bad", "direct"),
    ],
)
def test_the_first_page_tells_where_the_visit_came_from(client, referrer, source):
    look(client, referer=referrer)

    assert waiting()[0]["source"] == source


def test_a_step_inside_the_shop_has_no_source(client):
    look(client)
    look(client, referer="http://testserver/")

    assert [entry["source"] for entry in waiting()] == ["direct", ""]


def test_an_endless_campaign_is_cut(client):
    look(client, "/?utm_campaign=" + "活动" * 3000 + "&utm_source=" + "x" * 3000)

    entry = waiting()[0]
    assert (len(entry["campaign"]), len(entry["source"])) == (60, 40)
    assert flush_buffer() == 1
    assert len(stored_views()) == 1


def test_a_page_is_unharmed_and_hardly_slower_while_valkey_is_away(client, monkeypatch, caplog):
    gone = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.02)
    monkeypatch.setattr(buffer, "_client", lambda _seconds: gone)

    began = time.perf_counter()
    answers = [look(client).status_code for _ in range(20)]

    assert answers == [200] * 20
    assert time.perf_counter() - began < 1.0
    assert [r.getMessage() for r in caplog.records if r.name == "analytics.buffer"] == [
        "page views are dropped: Valkey is away (ConnectionError)"
    ]


def test_the_buffer_does_not_grow_without_end(client, monkeypatch):
    monkeypatch.setattr(buffer, "_LONGEST", 3)

    for _ in range(5):
        look(client)

    assert len(waiting()) == 3


GOOD = {
    "event_id": str(uuid.uuid4()),
    "at": moment().isoformat(),
    "visitor": "v",
    "session": "s",
    "page": "shop:home",
    "path": "/",
    "user_id": None,
}


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("no json {", id="garbage"),
        pytest.param("[]", id="a list"),
        pytest.param("null", id="nothing"),
        pytest.param("[" * 20_000, id="deep"),
        pytest.param(json.dumps(GOOD | {"event_id": "7"}), id="no identity"),
        pytest.param(json.dumps(GOOD | {"at": "yesterday"}), id="no moment"),
        pytest.param(json.dumps(GOOD | {"at": "2026-06-01T12:00:00"}), id="no time zone"),
        pytest.param(json.dumps(GOOD | {"at": "2020-01-01T00:00:00+08:00"}), id="too old"),
        pytest.param(json.dumps(GOOD | {"at": "2030-01-01T00:00:00+08:00"}), id="ahead"),
        pytest.param(json.dumps(GOOD | {"path": "/" * 201}), id="too long"),
        pytest.param(json.dumps(GOOD | {"page": ""}), id="no page"),
        pytest.param(json.dumps(GOOD | {"visitor": "a\x00b"}), id="zero byte"),
        pytest.param(json.dumps(GOOD | {"source": "\ud800"}), id="half a character"),
        pytest.param(json.dumps(GOOD | {"user_id": 2**70}), id="huge key"),
        pytest.param(json.dumps(GOOD | {"user_id": "1; DROP"}), id="no key"),
        pytest.param(json.dumps(GOOD | {"device": ["x"]}), id="no word"),
    ],
)
def test_a_forged_entry_is_skipped_and_its_neighbours_are_stored(entry):
    neighbour = GOOD | {"event_id": str(uuid.uuid4())}
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.rpush(buffer.WAITING, entry, json.dumps(neighbour))

    with time_machine.travel(moment(DAY, 12, 1), tick=False):
        flush_buffer()

    assert [str(view.event_id) for view in stored_views()] == [neighbour["event_id"]]


def test_counting_costs_a_page_less_than_a_millisecond(client):
    look(client)
    entry = waiting()[0]

    took = []
    for _ in range(200):
        began = time.perf_counter()
        buffer.push(entry)
        took.append(time.perf_counter() - began)

    assert sorted(took)[100] < 0.001
