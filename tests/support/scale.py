"""How large a proof runs: small in the tests, full as a command (`make load`, `race`, `chaos`)."""

import os
from collections.abc import Sequence


def full_or_small(full: int, small: int) -> int:
    """Return the size of a run: PROOF=full asks for the full one."""
    return full if os.environ.get("PROOF") == "full" else small


def is_full() -> bool:
    """Say whether speed may be asserted: a small run tells too little of it."""
    return full_or_small(1, 0) == 1


def report(title: str, rows: Sequence[tuple[str, object]]) -> None:
    """Print figures for the person who ran the command (shown with `-s`, or when a test fails)."""
    lines = [f"  {name:<34} {value}" for name, value in rows]
    print("\n".join([f"\n{title}", *lines]))  # noqa: T201
