import os
import signal
import socket
import urllib.request

import psutil
import pytest

from deploy.local.servers import missing_addresses
from tests.setup.conftest import wait_for


def page(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return answer.status


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
def test_it_leaves_no_process_behind(small_run, order):
    small_run.start()
    assert page(small_run.port) == 200

    code = small_run.send(order)

    assert code == 0
    assert small_run.members() == []


def test_it_cleans_up_even_when_nobody_reads_its_screen_any_more(small_run):
    process = small_run.start_before_a_reader()
    wait_for(lambda: b"all is up" in process.stdout.readline(), "it is up")
    process.stdout.close()

    small_run.send(signal.SIGINT)

    assert small_run.members() == []


def test_a_second_start_finds_the_data_of_the_first(small_run):
    assert "starts: 1" in small_run.start()
    small_run.send(signal.SIGINT)

    screen = small_run.start()

    assert "starts: 2" in screen
    assert "making a new PostgreSQL cluster" not in screen


def test_a_killed_runner_is_cleared_away_by_the_next_start(small_run):
    small_run.start()
    small_run.send(signal.SIGKILL)
    orphans = {process.pid for process in small_run.members()}

    screen = small_run.start()

    assert "ended a leftover of the last run: http.server" in screen
    assert "starts: 2" in screen
    assert page(small_run.port) == 200
    assert small_run.member("http.server").pid not in orphans
    small_run.send(signal.SIGINT)
    assert small_run.members() == []


def test_killed_processes_are_started_again(small_run):
    small_run.start()
    words = ["http.server", "subprocess as s", "pginstall", "valkey-server"]
    killed = {word: small_run.member(word) for word in words}
    wait_for(lambda: bool(killed["subprocess as s"].children()), "the worker has a child")
    orphan = killed["subprocess as s"].children()[0]

    for process in killed.values():
        process.kill()

    for word, process in killed.items():
        wait_for(lambda: small_run.find(word) not in {process, None}, f"{word} is back")  # noqa: B023
    wait_for(lambda: not orphan.is_running(), "the orphan has ended")


def test_a_pid_file_that_names_a_stranger_is_not_believed(small_run):
    small_run.start()
    small_run.send(signal.SIGINT)
    stale = f"{os.getpid()}\n{small_run.data}\n1\n5432\n\n127.0.0.1\n 1 1\nready\n"
    (small_run.data / "postmaster.pid").write_text(stale)

    screen = small_run.start()

    assert "starts: 2" in screen
    assert psutil.pid_exists(os.getpid())


def test_everything_killed_at_once_recovers(small_run):
    small_run.start()
    small_run.kill_all()

    screen = small_run.start()

    assert "starts: 2" in screen
    assert page(small_run.port) == 200


def test_a_second_run_at_the_same_time_is_refused(small_run):
    small_run.start()
    first = small_run.process

    screen = small_run.start()

    assert screen == "The demo of this clone is already running.\n"
    assert small_run.process.returncode == 1
    assert first.poll() is None
    assert page(small_run.port) == 200
    small_run.process = first


def test_a_taken_port_is_named(small_run):
    with socket.create_server(("127.0.0.1", small_run.port)):
        screen = small_run.start()

    assert f"Port {small_run.port} is taken. Choose another: PORT={small_run.port + 10}" in screen
    assert small_run.process.returncode == 1
    assert small_run.members() == []


@pytest.mark.parametrize(
    ("given", "started"),
    [
        ({}, {"DATABASE_URL", "REDIS_URL"}),
        ({"DATABASE_URL": "postgres://db/shop"}, {"REDIS_URL"}),
        ({"DATABASE_URL": "postgres://db/shop", "REDIS_URL": "redis://cache/0"}, set()),
    ],
    ids=["nothing given", "database given", "both given"],
)
def test_given_servers_are_used(monkeypatch, given, started):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    for name, address in given.items():
        monkeypatch.setenv(name, address)

    assert missing_addresses() == started
