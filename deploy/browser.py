"""Find the Chromium or Chrome of the browser tests; on Debian, install one when allowed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PLACES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
NOT_FOUND = (
    "No Chromium or Chrome found. The browser tests need one:\n"
    "  Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk\n"
    "  elsewhere: install Chrome, or name it: CHROME=/path/to/chrome make test"
)


class BrowserMissing(Exception):
    """No browser is there; the message says how to get one."""


def find_browser() -> Path | None:
    """Return the browser named by CHROME, or the first one known on this machine."""
    named = os.environ.get("CHROME")
    if named:
        found = shutil.which(named)
        if found is None:
            raise BrowserMissing(f"CHROME names {named}, which is no program.")
        return Path(found)
    paths = [Path(found) for name in NAMES if (found := shutil.which(name))]
    return next((path for path in [*paths, *MAC_PLACES] if path.exists()), None)


def launch_arguments() -> dict[str, Any]:
    """Return what Playwright needs to start the browser that was found."""
    found = find_browser()
    if found is None:
        raise BrowserMissing(NOT_FOUND)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": str(found), "args": [*QUIET, *sandbox]}


def ensure_browser() -> Path:
    """Return a browser, installed when there is none and this is a Debian that lets us."""
    found = find_browser()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Chromium and Chinese fonts (apt-get) …", flush=True)
        _apt_get("update")
        _apt_get("install", "--yes", "--no-install-recommends", *DEBIAN_PACKAGES)
        found = find_browser()
    if found is None:
        raise BrowserMissing(NOT_FOUND)
    return found


def _apt_get(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        ["apt-get", "-q", *arguments],
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def main() -> int:
    try:
        print(f"browser: {ensure_browser()}")
    except BrowserMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
