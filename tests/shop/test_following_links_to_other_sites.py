"""Links that lead away from the shop, asked of a server on this machine."""

import socket
import threading
from collections import Counter
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.urls import reverse
from django.utils import timezone

from marketing.models import HomeBlock
from shop.common import outside_files
from shop.models import DeadLink, OutsideLink
from shop.services.dead_links import check_links, recheck_link
from shop.services.outside_links import ask_outside_links
from tests.factories.content import ArticleFactory, usual_home

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-27")]

LOOPBACK = "127.0.0.1"
LATER = timedelta(days=8)


class Site(BaseHTTPRequestHandler):
    """Answers with the status that stands in the path; /moved leads to /200."""

    asked: ClassVar[Counter[str]] = Counter()

    def do_GET(self):
        Site.asked[self.path] += 1
        status = 302 if self.path == "/moved" else int(self.path.strip("/"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_details):
        pass


@pytest.fixture(autouse=True)
def web(monkeypatch, settings):
    """Whatever name is asked leads to a server of this test, which counts as a public one."""
    settings.SITE_URL = "http://shop.example"
    usual_home()
    HomeBlock.objects.all().delete()
    Site.asked.clear()
    server = ThreadingHTTPServer((LOOPBACK, 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(outside_files, "_PORTS", {"http": server.server_port})
    monkeypatch.setattr(outside_files, "is_public", lambda address: address == LOOPBACK)
    look_up = socket.getaddrinfo

    def resolve(host, port, *details, **more):
        if not host.endswith(".example"):
            return look_up(host, port, *details, **more)
        if host == "silent.example":
            raise socket.gaierror
        return [(0, 0, 0, "", ("10.0.0.1" if host == "away.example" else LOOPBACK, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    yield server
    server.shutdown()
    server.server_close()


def write(*addresses):
    links = "".join(f'<a href="{address}">x</a>' for address in addresses)
    article = ArticleFactory(title="文章", body=f"<p>{links}</p>")
    check_links()
    return article


def ask(at=None):
    return ask_outside_links(at=at, pause=lambda seconds: None)


def states():
    return dict(OutsideLink.objects.values_list("address", "state"))


def test_a_link_to_another_site_is_written_down_and_not_asked_at_once():
    write("http://a.example/404")

    assert states() == {"http://a.example/404": "not_checked"}
    assert not Site.asked
    assert not DeadLink.objects.exists()


def test_the_job_asks_and_the_next_walk_lists_what_is_dead():
    write("http://a.example/200", "http://a.example/404", "http://a.example/moved")

    assert ask() == 3
    check_links()

    assert states() == {
        "http://a.example/200": "living",
        "http://a.example/404": "dead",
        "http://a.example/moved": "living",
    }
    row = DeadLink.objects.get()
    assert (row.address, row.place, row.status) == ("http://a.example/404", "文章", 404)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_site_that_does_not_want_machines_is_not_dead(status):
    write(f"http://a.example/{status}")

    ask()

    assert states() == {f"http://a.example/{status}": "living"}


@pytest.mark.parametrize("address", ["http://a.example/500", "http://silent.example/200"])
def test_a_site_that_is_away_counts_as_dead_after_three_times(address):
    write(address, "http://a.example/200")
    found = []
    for turn in range(3):
        ask(timezone.now() + turn * LATER)
        found.append(states()[address])

    assert found == ["not_checked", "not_checked", "dead"]


def test_nothing_is_concluded_while_nobody_answers_at_all():
    write("http://silent.example/200")

    for turn in range(4):
        ask(timezone.now() + turn * LATER)

    assert states() == {"http://silent.example/200": "not_checked"}


@pytest.mark.parametrize(
    "address",
    ["http://away.example/200", "http://a.example:6379/200", "https://a.example/200",
     "ftp://a.example/200", "//a.example/200", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_not_of_the_public_web_is_never_asked(address):
    write(address)

    ask()

    assert states() == {address: "not_checked"}
    assert not Site.asked


def test_an_address_is_asked_once_a_week_few_in_a_run_and_with_pauses():
    write(*[f"http://{n}.example/200" for n in range(35)])
    pauses: list[float] = []

    counts = [ask_outside_links(pause=pauses.append), ask(), ask()]

    assert counts == [30, 5, 0]
    assert pauses == [1.0] * 30
    assert Site.asked["/200"] == 35
    assert ask(timezone.now() + LATER) == 30


def test_a_link_that_left_the_texts_is_forgotten():
    article = write("http://a.example/404")
    ask()
    article.body = "<p>x</p>"
    article.save()

    check_links()

    assert states() == {}
    assert not DeadLink.objects.exists()


def test_a_dead_one_is_asked_again_by_the_job_and_leaves_the_list(clerk_client, monkeypatch):
    write("http://a.example/404")
    ask()
    check_links()
    row = DeadLink.objects.get()
    page = clerk_client.get(reverse("admin:shop_outsidelink_changelist")).content.decode()
    monkeypatch.setattr("shop.services.outside_links.public_status", lambda *, url: 200)

    is_living = recheck_link(dead_link_id=row.pk)
    asked_meanwhile = Site.asked["/404"]
    ask()

    assert "http://a.example/404" in page
    assert (is_living, asked_meanwhile) == (False, 1)
    assert not DeadLink.objects.exists()
