"""Where the local servers keep their data, and under which account they run."""

import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

CLONE = Path(__file__).resolve().parent.parent.parent
NEUTRAL_GROUND = Path("/var/tmp")  # noqa: S108 - only for root; see _own_folder
READ_AND_ENTER = 0o005
ENTER = 0o001


class LocalServerError(Exception):
    """A local server cannot be had; the message tells the person why."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account that runs the servers of root: PostgreSQL refuses to run as root."""

    user: int
    group: int

    @property
    def popen(self) -> dict[str, Any]:
        return {"user": self.user, "group": self.group, "extra_groups": []}


@dataclass(frozen=True)
class Home:
    """One pair of servers: its folder and, when root starts it, the account they run under."""

    folder: Path
    account: Account | None

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """Run a program in the home, under its account, and return its exit code and its words.

        The words go to a file, not a pipe: a daemon that keeps its standard output open would let
        us wait for the end of a pipe for ever.
        """
        locale = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}
        with TemporaryFile("w+", errors="replace") as words:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                check=False,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", os.defpath), **locale},
                **(self.account.popen if self.account else {}),
            )
            words.seek(0)
            return done.returncode, words.read()

    def hand_over(self, path: Path) -> None:
        """Give a file or folder of ours to the account of the servers, and to nobody else."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.account:
            os.chown(path, self.account.user, self.account.group)

    def read_state(self, name: str) -> dict[str, Any]:
        try:
            state: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return state

    def write_state(self, name: str, state: dict[str, Any]) -> None:
        draft = self.folder / f"{name}.json.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(state))
        draft.replace(self.folder / f"{name}.json")


def home_of(name: str, clone: Path = CLONE) -> Home:
    """Return the home of the servers `name` (demo or test) of one clone, made when missing."""
    if os.geteuid() != 0:
        folder = clone / "var" / "local" / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Home(folder=folder, account=None)
    nobody = pwd.getpwnam("nobody")
    folder = _own_folder(_own_folder(NEUTRAL_GROUND / f"kaidian-{_mark_of(clone)}") / name)
    return Home(folder=folder, account=Account(user=nobody.pw_uid, group=nobody.pw_gid))


def _mark_of(clone: Path) -> str:
    """Return the clone's own mark, made when missing.

    It lies in the clone: a new clone in the place of a deleted one must not find data that were
    sealed with the other's secrets.
    """
    kept = clone / "var" / "mark"
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"mark.{os.getpid()}")
    draft.write_text(secrets.token_hex(6))
    with suppress(FileExistsError):
        os.link(draft, kept)  # whole or not at all, and only the first of two at once
    draft.unlink()
    return kept.read_text()


def _own_folder(path: Path) -> Path:
    """Make a folder in a place where anybody may write, and refuse one that somebody else made."""
    try:
        path.mkdir(mode=0o755)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
            raise LocalServerError(f"{path} is not ours. Remove it and start again.") from None
    else:
        path.chmod(0o755)  # the process's umask may have narrowed it
    return path


def packaged(package: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LocalServerError(f"{package} is not installed. Run: make setup")
    return Path(spec.submodule_search_locations[0])


def program(home: Home, package: str, pattern: str, *companions: str) -> Path:
    """Return a program of an installed package, where the account of the servers can run it.

    The clone may lie where only its owner may enter. Its permissions are not ours to change, so
    the package is copied to the neutral folder then, once per version.
    """
    installed = packaged(package)
    found = next(installed.glob(pattern), None)
    if found is None:
        raise LocalServerError(f"{package} has no program for this machine.")
    if home.account is None or _open_to_all(found):
        return found
    version = metadata.version(package.replace("_", "-"))
    target = home.folder.parent / f"{package}-{version}"
    if not target.exists():
        _copy_for_all(installed.parent, [package, *companions], target)
    return target / found.relative_to(installed.parent)


def _copy_for_all(source: Path, names: list[str], target: Path) -> None:
    draft = target.with_name(f"{target.name}.new{os.getpid()}")
    for name in names:
        if (source / name).exists():
            shutil.copytree(source / name, draft / name, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o555 if path.is_dir() else 0o555)
    draft.rename(target)


def _open_to_all(path: Path) -> bool:
    return path.stat().st_mode & READ_AND_ENTER == READ_AND_ENTER and all(
        folder.stat().st_mode & ENTER for folder in path.parents
    )
