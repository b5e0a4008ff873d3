"""Run calls at the same moment, each in a thread with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

PATIENCE = 60.0


@dataclass(frozen=True)
class Outcome:
    """What one call came to: a value or an error."""

    value: Any = None
    error: BaseException | None = None


def run_together(calls: Sequence[Callable[[], Any]]) -> list[Outcome]:
    """Start all calls at once on a barrier and return their outcomes, in the order of the calls.

    The test needs `@pytest.mark.django_db(transaction=True)`: other connections see only what is
    committed.
    """
    gate = threading.Barrier(len(calls))
    outcomes = [Outcome(error=TimeoutError("did not finish")) for _ in calls]

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            gate.wait(PATIENCE)
            outcomes[place] = Outcome(value=call())
        except BaseException as error:  # noqa: BLE001 - handed to the test
            outcomes[place] = Outcome(error=error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(place, call), daemon=True)
        for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes
