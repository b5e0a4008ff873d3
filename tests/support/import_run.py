"""One import in a process of its own, measured: `python -m tests.support.import_run FILE`.

Prints as JSON what it took: seconds, processor time of this process and of its database process,
and the highest memory above where it stood before, what it starts included.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import django
import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings_test")
django.setup()

from django.core.files.base import File  # noqa: E402  only now there are settings
from django.db import connection  # noqa: E402

from shop.common.actors import process  # noqa: E402
from shop.common.services.import_runs import work_on_import  # noqa: E402
from shop.common.services.import_uploads import confirm_import, upload_import  # noqa: E402

_EVERY = 0.1


class Memory:
    """Watches how much this process and its children hold."""

    def __init__(self) -> None:
        self.process = psutil.Process()
        self.command = self.process.cmdline()
        self.highest = self.before = self._now()
        self.cost = 0.0  # of the watching itself, in processor time
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    @property
    def more(self) -> float:
        return (self.highest - self.before) / 1e6

    def _watch(self) -> None:
        while not self._is_over.wait(_EVERY):
            self.highest = max(self.highest, self._now())
            self.cost = time.thread_time()

    def _now(self) -> int:
        held: int = self.process.memory_info().rss
        for running in self.process.children():
            try:
                # Between its birth and its own program a child is this process, shown once more.
                has_own_program = running.cmdline() != self.command
                held += running.memory_info().rss if has_own_program else 0
            except psutil.Error:
                continue
        return held


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    actor = process("benchmark")
    path = Path(sys.argv[1])
    with path.open("rb") as file, Memory() as memory:
        begun, processor, server = time.monotonic(), _processor(), sum(backend.cpu_times()[:2])
        job = upload_import(
            kind="catalog.goods", file=File(file, path.name), options={}, actor=actor
        )
        work_on_import(job_id=job.pk)
        checked = time.monotonic()
        confirm_import(job_id=job.pk, actor=actor)
        while True:
            work_on_import(job_id=job.pk)
            job.refresh_from_db()
            if not job.is_at_work:
                break
        took = time.monotonic() - begun
    facts: dict[str, Any] = {
        "state": job.state,
        "reason": job.reason,
        "created": job.created_count,
        "wrong": job.wrong_count,
        "seconds": round(took, 1),
        "check_seconds": round(checked - begun, 1),
        "processor_seconds": round(_processor() - processor - memory.cost, 1),
        "database_seconds": round(sum(backend.cpu_times()[:2]) - server, 1),
        "memory_mb": round(memory.more),
    }
    sys.stdout.write(json.dumps(facts))


def _processor() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


if __name__ == "__main__":
    main()
