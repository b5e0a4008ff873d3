"""Run the shop's processes side by side: one screen, one Ctrl-C, and what dies is started again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from deploy.process_book import MARK, ProcessBook

LOOK_EVERY = 0.2  # seconds
STOP_PATIENCE = 10.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
STEADY_AFTER = 30.0  # a process that lived this long has earned a quick restart
COLOURS = (36, 33, 32, 35, 34)


@dataclass(frozen=True)
class Service:
    """One process of the shop: a short name for the screen and how to start it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class Child:
    """A running service. It leads a process group of its own, so that all of it can be ended."""

    service: Service
    book: ProcessBook
    colour: int = 0
    pause: float = SHORTEST_PAUSE
    restart_at: float | None = None
    _process: subprocess.Popen[str] | None = None
    _started: float = 0.0

    def start(self) -> None:
        self._process = subprocess.Popen(
            list(self.service.command),
            env=dict(self.service.environment) | {MARK: self.book.mark, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.book.note(self._process.pid)
        self._started, self.restart_at = time.monotonic(), None
        threading.Thread(target=self._print_output, args=[self._process], daemon=True).start()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_dead(self) -> bool:
        """Notice a death without reaping: until then the group's number cannot be given anew."""
        if self._process is None or self._process.returncode is not None:
            return True
        if not hasattr(os, "waitid"):
            return self._process.poll() is not None
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, flags) is not None

    def bury(self) -> int | None:
        """End what is left of a dead service's group, and return its exit code."""
        if self._process is None:
            return None
        if self._process.returncode is None:
            self._signal_group(signal.SIGKILL)
        return self._process.wait()

    def plan_restart(self) -> float:
        """Return the seconds until the next start: longer each time it dies young."""
        lived = time.monotonic() - self._started
        self.pause = SHORTEST_PAUSE if lived > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.restart_at = time.monotonic() + self.pause
        return self.pause

    def ask_to_leave(self) -> None:
        if not self.is_dead and self._process:
            self._process.send_signal(signal.SIGTERM)

    def _signal_group(self, order: signal.Signals) -> None:
        assert self._process is not None  # noqa: S101 - bury() has checked it
        try:
            os.killpg(self._process.pid, order)
        except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a dead group
            return

    def _print_output(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            print_line(self.service.name, line.rstrip("\n"), self.colour)


@dataclass
class Runner:
    """The processes of one run, until somebody asks to stop."""

    book: ProcessBook
    say: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    children: list[Child] = field(default_factory=list)

    def start(self, service: Service) -> Child:
        child = Child(service, self.book, COLOURS[len(self.children) % len(COLOURS)])
        self.children.append(child)
        child.start()
        return child

    def run_to_end(self, services: Sequence[Service]) -> list[int | None]:
        """Run steps side by side to their end and return their exit codes.

        Comes back early, with None for what still runs, when we were asked to stop.
        """
        steps = [self.start(service) for service in services]
        while not all(step.is_dead for step in steps):
            if self.stopping.wait(LOOK_EVERY / 4):
                return [None for _ in steps]
        for step in steps:
            self.children.remove(step)
        return [step.bury() for step in steps]

    def watch(self, also: Callable[[], None] = lambda: None) -> None:
        """Start again whatever dies, until we are asked to stop."""
        while not self.stopping.wait(LOOK_EVERY):
            for child in self.children:
                self._look_after(child)
            also()

    def stop(self) -> None:
        """Ask all to leave, and end those that do not within ten seconds."""
        for child in self.children:
            child.ask_to_leave()
        deadline = time.monotonic() + STOP_PATIENCE
        while time.monotonic() < deadline and not all(child.is_dead for child in self.children):
            time.sleep(LOOK_EVERY / 4)
        for child in self.children:
            child.bury()
        self.children.clear()

    def _look_after(self, child: Child) -> None:
        if child.restart_at is not None:
            if time.monotonic() >= child.restart_at:
                child.start()
        elif child.is_dead:
            code = child.bury()
            pause = child.plan_restart()
            self.say(f"{child.service.name} ended ({code}), starting it again in {pause:g} s")


def print_line(name: str, text: str, colour: int = 0) -> None:
    label = f"{name:<8}|"
    if colour and sys.stdout.isatty():
        label = f"\033[{colour}m{label}\033[0m"
    try:
        print(f"{label} {text}", flush=True)
    except OSError:  # nobody reads any more; the process must not block on a full pipe
        return
