"""Addresses that people give lead to public machines only, whatever they look like."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import urllib3

from shop.common import outside_files
from shop.common.outside_files import (
    AddressNotAllowed,
    FileNotFetched,
    fetch_public_file,
    is_public,
)

pytestmark = pytest.mark.req("CAT-44")
IS_DUAL = socket.has_dualstack_ipv6()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1"],
)  # fmt: skip
def test_no_private_machine_is_asked_for_a_file(address, monkeypatch):
    def resolve(*_args, **_more):
        return [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", (address, 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    assert not is_public(address)
    with pytest.raises(AddressNotAllowed):
        fetch_public_file(url="http://pictures.example/1.jpg", most_bytes=1000)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/1", "http://a.example:6379/", "http://u@a.example/",
     "gopher://a/", "http://", "//a.example/1.jpg", "http://[::1"],
)  # fmt: skip
def test_only_addresses_of_the_web_are_fetched(url):
    with pytest.raises(AddressNotAllowed):
        fetch_public_file(url=url, most_bytes=1000)


def test_a_redirect_to_a_private_machine_is_refused_on_the_way(monkeypatch):
    asked = []

    class Answer:
        status, headers = 302, {"Location": "http://169.254.169.254/latest/meta-data/"}

    def fetch(url, *_limits):
        asked.append(url)
        if len(asked) == 1:
            return Answer(), b""
        return original(url, *_limits)

    original = outside_files._fetch
    monkeypatch.setattr(outside_files, "_fetch", fetch)

    with pytest.raises(AddressNotAllowed):
        fetch_public_file(url="http://pictures.example/1.jpg", most_bytes=1000)
    assert asked[1] == "http://169.254.169.254/latest/meta-data/"


def test_the_connection_goes_to_the_checked_address(monkeypatch):
    asked = []

    def refused(self, *_args, **more):
        asked.append((self.host, more["headers"]["Host"]))
        raise OSError

    def resolve(*_args, **_more):
        return [(0, 0, 0, "", ("93.184.216.34", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", refused)

    with pytest.raises(FileNotFetched):
        fetch_public_file(url="http://pictures.example/1.jpg", most_bytes=1000)
    assert asked == [("93.184.216.34", "pictures.example")]


@pytest.fixture
def own_server(monkeypatch):
    """Serve on the loopback addresses, on a port that counts as one of the web; say who asked."""
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            goal = parse_qs(urlsplit(self.path).query).get("to")
            self.send_response(302 if goal else 200)
            if goal:
                self.send_header("Location", goal[0])
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"secret")

        def log_message(self, *_words):
            pass

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if IS_DUAL else socket.AF_INET

        def server_bind(self):
            if IS_DUAL:
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            super().server_bind()

    with Server(("::" if IS_DUAL else "0.0.0.0", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(outside_files, "_PORTS", {"http": server.server_port})
        yield f"{server.server_port}", asked
        server.shutdown()


LOOPBACKS = [
    "127.0.0.1", "localhost", "LOCALHOST.", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
    "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.1.",
    "①②⑦.⓪.⓪.①",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACKS)
def test_a_server_of_our_own_is_never_asked(own_server, host):
    port, asked = own_server

    with pytest.raises((AddressNotAllowed, FileNotFetched)):
        fetch_public_file(url=f"http://{host}:{port}/1.jpg", most_bytes=1000)

    assert asked == []


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "[::1]", "2130706433"])
def test_a_public_server_cannot_send_us_to_our_own(own_server, host, monkeypatch):
    port, asked = own_server
    check = outside_files._checked_address

    def checked_address(name, number):
        return "127.0.0.1" if name == "pictures.example" else check(name, number)

    monkeypatch.setattr(outside_files, "_checked_address", checked_address)
    goal = quote(f"http://{host}:{port}/secret", safe="")

    with pytest.raises(AddressNotAllowed):
        fetch_public_file(url=f"http://pictures.example:{port}/1?to={goal}", most_bytes=1000)
    assert asked == [f"/1?to={goal}"]


def test_a_public_server_is_asked(own_server, monkeypatch):
    port, asked = own_server
    monkeypatch.setattr(outside_files, "_checked_address", lambda _name, _port: "127.0.0.1")

    content = fetch_public_file(url=f"http://pictures.example:{port}/1.jpg", most_bytes=1000)

    assert (content, asked) == (b"secret", ["/1.jpg"])
    with pytest.raises(FileNotFetched):
        fetch_public_file(url=f"http://pictures.example:{port}/1.jpg", most_bytes=3)


def test_a_name_that_leads_to_our_own_machine_is_not_followed(own_server, monkeypatch):
    port, asked = own_server
    resolve = socket.getaddrinfo

    def rebound(name, *rest, **more):
        return resolve("127.0.0.1" if name == "pictures.example" else name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)

    with pytest.raises(AddressNotAllowed):
        fetch_public_file(url=f"http://pictures.example:{port}/1.jpg", most_bytes=1000)
    assert asked == []
