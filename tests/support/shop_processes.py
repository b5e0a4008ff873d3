"""The shop as real processes: gunicorn, Celery worker and beat, as production runs them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests
from django.conf import settings

from deploy.local.ports import free_port
from tests.support.sandbox import wait_until

CLONE = Path(__file__).resolve().parent.parent.parent
LOG = CLONE / "var" / "test" / "processes.log"
PROGRAMS = Path(sys.executable).parent
PATIENCE = 60.0
MOST_THREADS = 32
_WORKERS = 2
_GLANCE = 0.5
WORKER = ["worker", "--concurrency=2", "--loglevel=WARNING", "--without-mingle"]
BEAT = ["beat", "--loglevel=WARNING", "--pidfile="]


@dataclass
class ShopProcesses:
    """The processes of one shop. Each leads a group of its own, so that all of it can be ended."""

    database_url: str
    redis_url: str = field(default_factory=lambda: settings.REDIS_URL)
    sandbox_url: str = ""
    wsgi: str = "shop.wsgi"
    clock: str = "shop"  # the Celery app whose schedule beat follows
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, init=False)
    _hands: threading.Lock = field(default_factory=threading.Lock, init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ended(self) -> list[str]:
        """The processes that ended although nobody asked them to."""
        running = list(self.running.items())
        return [name for name, process in running if process.poll() is not None]

    def start(self, *names: str) -> None:
        """Start web, worker or beat, and wait until web answers."""
        self.start_again(*names)
        if "web" in names:
            self.wait_for_web()

    def wait_for_web(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.running["web"].poll() is None, f"web ended: see {LOG}"
            assert time.monotonic() < deadline, f"web does not answer: see {LOG}"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/health/", timeout=10).ok
        except requests.RequestException:
            return False

    def manage(self, *arguments: str) -> None:
        """Run a command of manage.py to its end."""
        command = [sys.executable, "manage.py", *arguments]
        assert self._open(command).wait(300) == 0, f"{arguments[0]} failed: see {LOG}"

    def kill(self, name: str) -> None:
        """Kill a process with everything below it, with -9, as an accident would."""
        with self._hands:
            process = self.running.pop(name)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)

    def kill_child(self, name: str) -> None:
        """Kill one child of a process with -9: its master stays and starts another."""
        child = wait_until(lambda: self._child(name), f"a child of {name}", patience=PATIENCE)
        child.kill()

    @contextmanager
    def looked_after(self) -> Iterator[Counter[str]]:
        """Start again what ends by itself, as the runner does; count what that was."""
        again = Counter[str]()
        is_over = threading.Event()

        def look_after() -> None:
            while not is_over.wait(_GLANCE):
                with self._hands:
                    ended = self.ended
                    self.start_again(*ended)
                again.update(ended)

        keeper = threading.Thread(target=look_after)
        keeper.start()
        try:
            yield again
        finally:
            is_over.set()
            keeper.join()

    def start_again(self, *names: str) -> None:
        """Start processes without waiting for any of them."""
        for name in names:
            self.running[name] = self._open(self._command(name))

    def stop(self) -> None:
        """Ask all to leave; what does not within ten seconds is killed."""
        for process in self.running.values():
            process.terminate()
        for name, process in list(self.running.items()):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill(name)
        self.running.clear()
        for schedule in LOG.parent.glob(f"beat-{self.port}*"):
            schedule.unlink()

    def _child(self, name: str) -> psutil.Process | None:
        try:
            return next(iter(psutil.Process(self.running[name].pid).children()), None)
        except psutil.NoSuchProcess:
            return None

    def _command(self, name: str) -> list[str]:
        gunicorn = ["gunicorn", "--config", "python:deploy.gunicorn_config", self.wsgi]
        celery = ["celery", "--quiet"]
        # A file of its own that beat may delete: it replaces what it cannot read.
        schedule = LOG.parent / f"beat-{self.port}"
        program, *rest = {
            "web": gunicorn,
            "worker": [*celery, "--app=shop", *WORKER],
            "beat": [*celery, f"--app={self.clock}", *BEAT, f"--schedule={schedule}"],
        }[name]
        return [str(PROGRAMS / program), *rest]

    def _open(self, command: list[str]) -> subprocess.Popen[bytes]:
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with LOG.open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=CLONE,
                env=os.environ | self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "shop.settings",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
            "HTTPS": "0",
            "SERVE_FILES": "1",
            "SITE_URL": self.url,
            "SANDBOX_ALLOWED": "1",
            "SANDBOX_URL": self.sandbox_url,
            "FORM_ACTION_ORIGINS": self.sandbox_url,
            "PORT": str(self.port),
            "WEB_WORKERS": str(_WORKERS),
            "WEB_THREADS": str(MOST_THREADS // _WORKERS),
            "LOG_LEVEL": "WARNING",
            "PYTHONWARNINGS": "ignore",
        }


@contextmanager
def shop_processes(*names: str, database_url: str, **facts: Any) -> Iterator[ShopProcesses]:
    """Run processes of the shop on a database until the end of the block."""
    shop = ShopProcesses(database_url=database_url, **facts)
    try:
        shop.start(*names)
        yield shop
    finally:
        shop.stop()
