"""Trying an account with an outside party: what came of the last try, kept for a day.

An app names the task that tries its provider (`declare_provider(trial=…)`); it ends with `finish`.
"""

from dataclasses import asdict, dataclass

from django.core.cache import cache
from django.utils import timezone

_KEPT_SECONDS = 86_400
_PATIENCE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Trial:
    """`state` is running, good or bad; `text` says what the other side answered."""

    state: str
    text: str
    at: str

    @property
    def is_running(self) -> bool:
        return self.state == "running"


def begin(*, provider: str) -> None:
    """Note that a try is on its way; one that never ends is forgotten after a minute."""
    _keep(provider, "running", "", _PATIENCE_SECONDS)


def finish(*, provider: str, is_good: bool, text: str) -> None:
    """Note what came of it."""
    _keep(provider, "good" if is_good else "bad", text, _KEPT_SECONDS)


def last_trial(provider: str) -> Trial | None:
    kept = cache.get(_key(provider))
    return Trial(**kept) if kept else None


def _keep(provider: str, state: str, text: str, seconds: int) -> None:
    trial = Trial(state=state, text=text, at=f"{timezone.localtime():%Y-%m-%d %H:%M:%S}")
    cache.set(_key(provider), asdict(trial), seconds)


def _key(provider: str) -> str:
    return f"trial:{provider}"
