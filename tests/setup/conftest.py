import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import pytest

from deploy.local.home import CLONE, home_of
from deploy.local.ports import free_port
from deploy.local.processes import command, is_alive

PATIENCE = 30.0


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)


@dataclass
class SmallRun:
    """A small run in a process of its own, as `make demo` would start it."""

    folder: Path
    port: int = field(default_factory=free_port)
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    process: subprocess.Popen[bytes] | None = None

    @property
    def screen(self) -> str:
        return (self.folder / "screen").read_text(errors="replace")

    @property
    def data(self) -> Path:
        return home_of("small", clone=self.folder).folder / "postgres"

    def start_before_a_reader(self) -> subprocess.Popen[bytes]:
        """Start it with a pipe for a screen."""
        return self._open(subprocess.PIPE)

    def start(self) -> str:
        """Start it, and return what it printed until it was ready or gave up."""
        with (self.folder / "screen").open("wb") as screen:
            process = self._open(screen)
        wait_for(lambda: "all is up" in self.screen or process.poll() is not None, self.screen)
        return self.screen

    def _open(self, screen: int | IO[bytes]) -> subprocess.Popen[bytes]:
        own = {"DATABASE_URL": "", "REDIS_URL": "", "SMALL_RUN": self.mark}
        command = [sys.executable, "-m", "tests.support.small_run", str(self.folder)]
        self.process = subprocess.Popen(
            [*command, str(self.port)],
            cwd=CLONE,
            env=os.environ | own,
            stdout=screen,
            stderr=subprocess.STDOUT,
        )
        return self.process

    def send(self, order: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(order)
        return self.process.wait(PATIENCE)

    def kill_all(self) -> None:
        """Kill every process of the run, servers included, at the same moment."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
        while members := self.members():
            for process in members:
                with suppress(psutil.NoSuchProcess):
                    process.kill()

    def members(self) -> list[psutil.Process]:
        """Return all processes of this run, its servers included."""
        home = str(home_of("small", clone=self.folder).folder)
        return [found for found in psutil.process_iter() if self._is_member(found, home)]

    def member(self, word: str) -> psutil.Process:
        found = self.find(word)
        assert found is not None, f"no process with {word}"
        return found

    def find(self, word: str) -> psutil.Process | None:
        return next((m for m in self.members() if word in " ".join(command(m.pid))), None)

    def _is_member(self, process: psutil.Process, home: str) -> bool:
        if not is_alive(process.pid):
            return False
        try:
            is_ours = process.environ().get("SMALL_RUN") == self.mark
            return bool(is_ours or process.cwd().startswith(home))
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            return False


@pytest.fixture
def small_run(tmp_path: Path) -> Iterator[SmallRun]:
    run = SmallRun(tmp_path)
    yield run
    run.kill_all()
    if os.geteuid() == 0:
        shutil.rmtree(home_of("small", clone=tmp_path).folder.parent)
