"""Write down every process that is started, so that the next start can end what was left over."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from deploy.local import processes

MARK = "KAIDIAN_RUN"  # in the environment of every process of one run, inherited by its children
PATIENCE = 5.0


@dataclass
class ProcessBook:
    """The processes of one run, on disk before anything can go wrong.

    A leftover is known by its number together with its time of birth, or by the random mark in its
    environment. Nothing else is ever ended.
    """

    path: Path
    mark: str = field(default_factory=lambda: secrets.token_hex(16))
    born: dict[int, float] = field(default_factory=dict)

    def open(self) -> None:
        self._save()

    def note(self, pid: int) -> None:
        try:
            self.born[pid] = processes.birth(pid)
        except psutil.NoSuchProcess:
            return
        self._save()

    def close(self) -> None:
        self.path.unlink(missing_ok=True)

    def _save(self) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps({"mark": self.mark, "born": self.born}))
        draft.replace(self.path)


def end_leftovers(path: Path) -> list[str]:
    """End what a killed run left behind and return the commands that were ended."""
    try:
        page = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return []
    born = {int(pid): birth for pid, birth in page["born"].items()}
    left = [found for found in psutil.process_iter() if _is_leftover(found, page["mark"], born)]
    names = [_name(process) for process in left]
    for process in left:
        _send(process, "terminate")
    _gone, stubborn = psutil.wait_procs(left, timeout=PATIENCE)
    for process in stubborn:
        _send(process, "kill")
    psutil.wait_procs(stubborn, timeout=PATIENCE)
    path.unlink(missing_ok=True)
    return names


def _is_leftover(process: psutil.Process, mark: str, born: dict[int, float]) -> bool:
    if not processes.is_alive(process.pid):
        return False
    try:
        if born.get(process.pid) == process.create_time():
            return True
        return bool(process.environ().get(MARK) == mark)
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess, OSError):
        return False


def _name(process: psutil.Process) -> str:
    return f"{' '.join(processes.command(process.pid)[-4:])} ({process.pid})"


def _send(process: psutil.Process, order: str) -> None:
    try:
        getattr(process, order)()
    except psutil.NoSuchProcess:
        return
