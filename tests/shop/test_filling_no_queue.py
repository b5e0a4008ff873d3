"""What a sweep hands over counts in the queue until the next sweep, which hands it over again."""

from typing import Any

import pytest

import catalog.tasks
import payments.tasks
from shop.celery import SCHEDULE

SWEEPS = {
    "reconcile-statements": (payments.tasks, "open_statements", "reconcile_statement"),
    "sweep-media": (catalog.tasks, "media_to_prepare", "prepare_medium"),
}


@pytest.mark.parametrize("name", SWEEPS)
def test_what_a_sweep_hands_over_is_in_the_queue_once(name, monkeypatch):
    module, due, task = SWEEPS[name]
    queued: list[dict[str, Any]] = []
    monkeypatch.setattr(module, due, lambda *_at: [7])
    monkeypatch.setattr(getattr(module, task), "apply_async", lambda **how: queued.append(how))

    getattr(module, SCHEDULE[name]["task"].rpartition(".")[2])()

    (handed_over,) = queued
    assert list(handed_over["kwargs"].values()) == [7]
    assert handed_over["expires"] == SCHEDULE[name]["schedule"]
