"""The clock by which slow services are left alone, stopped: only a test moves it."""

import pytest

from shop.common import resting


class SlowClock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        for name in ("monotonic", "time"):
            monkeypatch.setattr(resting, name, lambda: self.now)

    def wait(self, seconds: float) -> None:
        self.now += seconds


def call_for(clock: SlowClock, seconds: float, *, service: str) -> None:
    """Call a service that takes so long."""
    with resting.timing(service=service):
        clock.wait(seconds)
