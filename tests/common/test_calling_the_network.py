import socket
import threading
import time

import pytest
import responses
from django.db import transaction

from shop.common import transport
from shop.common.transport import (
    NetworkInsideTransaction,
    ProviderAnswerInvalid,
    ProviderUnavailable,
    http_get,
    http_post,
)

URL = "http://provider.test/gateway?sign=SECRET"


@pytest.fixture
def web():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def listener():
    """A server that accepts and says what the test tells it, byte by byte."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(5)
    stopped = threading.Event()

    def serve(answer, pause=0.0):
        def run():
            peer, _address = server.accept()
            with peer:
                peer.recv(4096)
                for part in answer:
                    if stopped.wait(pause):
                        return
                    peer.sendall(part)

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/"

    yield serve
    stopped.set()
    server.close()


def test_an_answer_comes_as_status_and_bytes(web):
    web.post(URL, body="好", status=400)

    answer = http_post(URL, data={"a": "1"})

    assert (answer.status, answer.text) == (400, "好")


@pytest.mark.django_db
def test_the_network_is_refused_inside_a_transaction():
    with transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        http_get(URL)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_the_server_is_unavailability(web, status):
    web.get(URL, status=status)

    with pytest.raises(ProviderUnavailable) as refusal:
        http_get(URL)

    assert refusal.value.may_have_arrived is True


def test_a_redirect_is_not_followed(web):
    web.get(URL, status=302, headers={"Location": "http://elsewhere.test/"})

    with pytest.raises(ProviderAnswerInvalid):
        http_get(URL)


def test_an_answer_that_is_too_long_is_refused(web):
    web.get(URL, body=b"x" * 1001)

    with pytest.raises(ProviderAnswerInvalid):
        http_get(URL, max_bytes=1000)


def test_an_answer_that_is_no_text_is_refused(web):
    web.get(URL, body=b"\xff\xfe\x00")

    with pytest.raises(ProviderAnswerInvalid):
        _ = http_get(URL).text


def test_a_closed_port_was_certainly_not_reached():
    with pytest.raises(ProviderUnavailable) as refusal:
        http_post("http://127.0.0.1:1/", data=b"x")

    assert refusal.value.may_have_arrived is False


def test_a_silent_server_may_have_done_it(listener):
    url = listener([b""], pause=3)

    with pytest.raises(ProviderUnavailable) as refusal:
        http_post(url, data=b"x", timeout=(1, 0.2))

    assert refusal.value.may_have_arrived is True


def test_a_dripping_server_cannot_outlast_the_deadline(listener, monkeypatch):
    monkeypatch.setattr(transport, "_DEADLINE_SECONDS", 0.3)
    url = listener([b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"] + [b"x"] * 100, pause=0.1)
    started = time.monotonic()

    with pytest.raises(ProviderUnavailable):
        http_get(url, timeout=(1, 1))

    assert time.monotonic() - started < 2


def test_a_broken_answer_is_unavailability(listener):
    url = listener([b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"])

    with pytest.raises(ProviderUnavailable):
        http_get(url)


def test_no_query_or_body_reaches_the_log(web, caplog):
    caplog.set_level("INFO")
    web.post(URL, body="answer 13800138000")

    http_post(URL, data={"phone": "13800138000"})

    assert "provider.test/gateway: 200" in caplog.text
    assert "SECRET" not in caplog.text
    assert "13800138000" not in caplog.text


def test_the_environment_does_not_choose_the_way(monkeypatch, web):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    web.get(URL, body="ok")

    http_get(URL)

    assert web.calls[0].request.req_kwargs["proxies"] == {}
