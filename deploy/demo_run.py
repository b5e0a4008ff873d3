"""One run of a set of processes on local servers: up in order, kept alive, and down again."""

import fcntl
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import is_free
from deploy.local.servers import Servers
from deploy.process_book import ProcessBook, end_leftovers
from deploy.runner import Runner, Service

STARTED = time.monotonic()
CHECK_SERVERS_EVERY = 3.0
SERVER_ERROR = 500


class StopAsked(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class CannotStart(Exception):
    """The run cannot start; the message says what to do."""


@dataclass(frozen=True)
class Step:
    """Commands that are run to their end, side by side."""

    text: str
    commands: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Start:
    """A process that stays. With an address, the plan goes on when that answers."""

    name: str
    command: Sequence[str]
    answers_at: str | None = None


@dataclass(frozen=True)
class Wait:
    """Go on when this address answers."""

    address: str


@dataclass(frozen=True)
class Say:
    """A line for the person before the screen."""

    text: str


Action = Step | Start | Wait | Say
Plan = Sequence[Action]


def say(text: str) -> None:
    """Tell the person before the screen; one who has left must not keep us from cleaning up."""
    with suppress(OSError):
        print(f"[{time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


class Run:
    """Carry out a plan, keep what it started alive, and end everything when asked to."""

    def __init__(
        self,
        folder: Path,
        servers: Servers,
        environment: Callable[[dict[str, str]], dict[str, str]],
        ports: Mapping[str, int],
    ) -> None:
        self.folder = folder
        self.stopping = threading.Event()
        self.runner = Runner(ProcessBook(folder / "processes.json"), say, self.stopping)
        self.servers = servers
        self.servers.tell(self.report)
        self._make_environment = environment
        self._ports = ports
        self._environment: dict[str, str] = {}
        self._servers_seen = time.monotonic()

    def carry_out(self, plan: Plan) -> None:
        """Return when we were asked to stop and everything has ended."""
        with only_one(self.folder):
            self._listen_to_signals()
            try:
                self._clear_the_ground()
                self._start_servers()
                for action in plan:
                    self._take(action)
                self.runner.watch(self._look_after_servers)
            except StopAsked:
                pass
            finally:
                self._end()

    def report(self, text: str) -> None:
        """Say where we are, and turn back here when somebody asked to stop."""
        if self.stopping.is_set():
            raise StopAsked
        say(text)

    def _listen_to_signals(self) -> None:
        for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(order, lambda _signal, _frame: self.stopping.set())

    def _clear_the_ground(self) -> None:
        for name in end_leftovers(self.runner.book.path):
            self.report(f"ended a leftover of the last run: {name}")
        self.runner.book.open()
        for name, port in self._ports.items():
            if not is_free(port):
                raise CannotStart(f"Port {port} is taken. Choose another: {name}={port + 10}")

    def _start_servers(self) -> None:
        self.report("starting PostgreSQL and Valkey" if self.servers.wanted else "using servers")
        self._environment = self._make_environment(self.servers.start())
        self.report("PostgreSQL and Valkey answer")

    def _take(self, action: Action) -> None:
        match action:
            case Say(text):
                with suppress(OSError):
                    print(text, flush=True)
            case Wait(address):
                self._wait_for(address)
            case Step(text, commands):
                self.report(text)
                self._run(text, commands)
            case Start(name, command, address):
                self.report(f"starting {name}")
                self.runner.start(Service(name, command, self._environment))
                if address:
                    self._wait_for(address)

    def _run(self, text: str, commands: Sequence[Sequence[str]]) -> None:
        steps = [Service("", command, self._environment) for command in commands]
        codes = self.runner.run_to_end(steps)
        if None in codes:
            raise StopAsked
        if any(codes):
            raise CannotStart(f"{text}: failed, see above")

    def _wait_for(self, address: str, patience: float = 90.0) -> None:
        deadline = time.monotonic() + patience
        while not answers(address):
            if self.stopping.wait(0.1):
                raise StopAsked
            if time.monotonic() > deadline:
                raise CannotStart(f"{address} does not answer, see above")

    def _look_after_servers(self) -> None:
        if time.monotonic() - self._servers_seen < CHECK_SERVERS_EVERY:
            return
        self._servers_seen = time.monotonic()
        if not self.servers.are_running:
            say("a server is gone, starting it again")
            self.servers.start()

    def _end(self) -> None:
        say("stopping")
        self.runner.stop()
        self.servers.stop()
        self.runner.book.close()
        say("all processes have ended")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < SERVER_ERROR
    except OSError:
        return False


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel takes it back when this process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart("The demo of this clone is already running.") from None
        yield
