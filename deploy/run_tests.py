"""Run every test: most of them side by side, then those that want the machine for themselves."""

import subprocess
import sys

PYTEST = [sys.executable, "-m", "pytest", "-q"]
ALONE = "browser or race"


def main() -> int:
    side_by_side = [*PYTEST, "-n", "2", "--dist=worksteal", "-m", f"not ({ALONE})"]
    codes = [
        subprocess.run(command, check=False).returncode
        for command in (side_by_side, [*PYTEST, "-m", ALONE])
    ]
    return max(codes, key=abs)


if __name__ == "__main__":
    sys.exit(main())
