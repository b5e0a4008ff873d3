"""The books that prove themselves: every app registers functions that look for breaches of law.

They stand in each app's `audits.py`, which is found by itself, and read only.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Breach:
    """What must not be: the law (design §3), the thing, what is wrong. No personal data."""

    law: int
    subject: str
    message: str

    def __str__(self) -> str:
        return f"law {self.law} · {self.subject} · {self.message}"


AuditFunction = Callable[[], Iterable[Breach]]

_audits: dict[str, AuditFunction] = {}


def register_audit(name: str, function: AuditFunction) -> None:
    """Add an audit, such as "inventory: levels equal movements"."""
    _audits[name] = function


def audits() -> dict[str, AuditFunction]:
    return dict(sorted(_audits.items()))


def run_audits() -> dict[str, list[Breach]]:
    """Run every audit and return its breaches by name; a sound shop returns empty lists."""
    return {name: list(function()) for name, function in audits().items()}
