"""Make a fresh clone ready to run: .venv, the locked packages, compiled translations.

Needs Python 3.11+ with venv and nothing else: no root rights, no compiler, no system tools. It uses
the standard library only, and nothing that older Pythons cannot read, so that it can complain.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
VENV = CLONE / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOCK = CLONE / "deploy" / "requirements.lock"
STAMP = VENV / "kaidian-lock.sha256"
NEEDED = (3, 11)
NEWEST = 16
STARTED = time.monotonic()


def say(text: str) -> None:
    print(f"[{time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


def find_python() -> str:
    """Return a Python that is new enough: the one that runs this, or another on the PATH."""
    if sys.version_info >= NEEDED:
        return sys.executable
    for minor in range(NEWEST, NEEDED[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    sys.exit("Python 3.11 or newer is needed. Name one: make PYTHON=/path/to/python3.11 …")


def ensure_venv() -> None:
    if VENV_PYTHON.exists() and works(VENV_PYTHON):
        return
    if VENV.is_dir() and not VENV.is_symlink():
        shutil.rmtree(VENV)
    python = find_python()
    say(f"making .venv with {python}")
    done = subprocess.run([python, "-m", "venv", str(VENV)], check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("This Python has no venv module (Debian: apt-get install python3-venv).")


def works(python: Path) -> bool:
    question = f"import sys, pip; sys.exit(sys.version_info < {NEEDED})"
    return subprocess.run([str(python), "-c", question], check=False).returncode == 0


def ensure_packages() -> None:
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    total = len(re.findall(r"^[a-zA-Z0-9]", LOCK.read_text(), re.MULTILINE))
    say(f"installing {total} packages from deploy/requirements.lock (a minute or two)")
    install(total)
    STAMP.write_text(wanted)


def install(total: int) -> None:
    """Let pip fetch exactly what the lock names and check every file against its hash."""
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--no-compile", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    pip = subprocess.Popen(
        [*command, "-r", str(LOCK)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    lines = list(follow(pip, total))
    if pip.wait():
        sys.exit("".join([*lines[-20:], "pip could not install the packages: see above.\n"]))


def follow(pip: "subprocess.Popen[str]", total: int) -> "list[str]":
    lines, fetched = [], 0
    for line in pip.stdout or ():
        lines.append(line)
        if line.startswith("Collecting "):
            fetched += 1
            if fetched % 40 == 0:
                say(f"  {fetched} of {total} fetched and checked")
        if line.startswith("Installing collected"):
            say("  unpacking")
    return lines


def compile_messages() -> None:
    done = subprocess.run([str(VENV_PYTHON), "-m", "deploy.messages"], cwd=CLONE, check=False)
    if done.returncode:
        sys.exit("The translations do not compile: see above.")


def main() -> None:
    ensure_venv()
    ensure_packages()
    compile_messages()


if __name__ == "__main__":
    main()
