"""Resolve pyproject.toml into the two locks: every file by hash, for every platform, no address.

The resolver lives in a folder of its own: nobody who runs the shop needs it.
"""

import subprocess
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
RESOLVER = "uv==0.13.9"
TOOL = CLONE / "var" / "resolver"
ALL = Path("deploy/requirements.lock")
PRODUCTION = Path("deploy/requirements-production.lock")
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-config",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
]


def resolve(target: Path, *more: str) -> None:
    command = [str(TOOL / "bin" / "uv"), "pip", "compile", "pyproject.toml", *OPTIONS, *more]
    subprocess.run([*command, f"--output-file={target}"], cwd=CLONE, check=True)
    text = (CLONE / target).read_text()
    if "://" in text or " @ " in text:
        sys.exit(f"{target} names an address. It must not.")
    print(f"wrote {target}: {text.count('==')} packages")


def main() -> None:
    if not (TOOL / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(TOOL)], check=True)
        subprocess.run([str(TOOL / "bin" / "pip"), "install", "-q", RESOLVER], check=True)
    resolve(ALL, "--all-extras")
    resolve(PRODUCTION, f"--constraint={ALL}")


if __name__ == "__main__":
    main()
