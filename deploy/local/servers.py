"""The pair of local servers, shared by every process that needs them and stopped by the last."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper

from deploy.local import postgres, valkey
from deploy.local.home import Home

DATABASE, CACHE = "DATABASE_URL", "REDIS_URL"


def missing_addresses() -> frozenset[str]:
    """Return the servers whose address nobody gave us: those we start ourselves."""
    return frozenset(name for name in (DATABASE, CACHE) if not os.environ.get(name))


@dataclass
class Servers:
    """PostgreSQL and Valkey of one home, or the one of them that is wanted.

    Every user holds a shared lock while it lives; the kernel takes it back from a killed one. So
    the last to leave knows that it is the last, and nobody stops servers under another's feet.
    """

    home: Home
    throwaway: bool = False
    wanted: frozenset[str] = frozenset({DATABASE, CACHE})
    _ticket: TextIOWrapper | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.postgres = postgres.Postgres(self.home, postgres.THROWAWAY if self.throwaway else {})
        self.valkey = valkey.Valkey(self.home, valkey.THROWAWAY if self.throwaway else {})

    def tell(self, say: Callable[[str], None]) -> None:
        self.postgres.say = self.valkey.say = say

    def start(self) -> dict[str, str]:
        """Start what does not run yet and return the addresses as environment variables."""
        with self._one_at_a_time():
            self._take_ticket()
            start = {DATABASE: self.postgres.start, CACHE: self.valkey.start}
            return {name: start[name]() for name in sorted(self.wanted)}

    @property
    def are_running(self) -> bool:
        running = {DATABASE: self.postgres.is_running, CACHE: self.valkey.is_running}
        return all(running[name] for name in self.wanted)

    def stop(self) -> bool:
        """Leave, and stop both when nobody else uses them. Return whether they were stopped."""
        with self._one_at_a_time():
            if self._ticket is None:
                return False
            is_last = self._is_last()
            if is_last:
                self.valkey.stop()
                self.postgres.stop()
            self._ticket.close()
            self._ticket = None
            return is_last

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.home.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _take_ticket(self) -> None:
        if self._ticket is None:
            self._ticket = (self.home.folder / "users.lock").open("w")
            fcntl.flock(self._ticket, fcntl.LOCK_SH)

    def _is_last(self) -> bool:
        assert self._ticket is not None  # noqa: S101 - stop() has checked it
        try:
            fcntl.flock(self._ticket, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
