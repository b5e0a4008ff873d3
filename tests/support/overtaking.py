"""Controls of races: the guard is taken out, and somebody else goes all his way in the gap."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.together import Outcome, run_together


class Overtaking:
    """Replaces steps that lock by steps that only look.

    At the first look of the step named by `at`, or the one that `looks` counts, `by` runs to its
    end on another connection, before who looked writes. With the lock in place `by` would wait for
    ever: nothing is left to chance.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, by: Callable[[], object], *, looks: int = 1
    ) -> None:
        self._monkeypatch = monkeypatch
        self._by = by
        self._looks = looks
        self.outcome: Outcome | None = None

    def at(self, owner: Any, name: str, look: Callable[..., Any]) -> "Overtaking":
        def look_and_be_overtaken(*args: Any, **facts: Any) -> Any:
            found = look(*args, **facts)
            self._looks -= 1
            if self._looks == 0:
                self.outcome = Outcome(error=TimeoutError("still on its way"))
                (self.outcome,) = run_together([self._by])
            return found

        self._monkeypatch.setattr(owner, name, look_and_be_overtaken)
        return self
