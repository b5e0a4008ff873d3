"""One reconciliation in a process of its own, measured: `python -m tests.support.reconcile_run ID`.

Prints as JSON what it took: seconds of reading and of comparing, processor time of this process and
of its database process, and the highest memory above where it stood before.
"""

import json
import sys
import time

import psutil

from tests.support.import_run import Memory

# isort: split
# The line above has set Django up.
from django.db import connection

from payments.models import Statement
from payments.services.reconciliation import match_statement
from payments.services.statements import read_statement


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    statement_id = int(sys.argv[1])
    with Memory() as memory:
        begun, processor, server = time.monotonic(), used(psutil.Process()), used(backend)
        assert read_statement(statement_id=statement_id)
        read = time.monotonic()
        assert match_statement(statement_id=statement_id)
        matched = time.monotonic()
        processor, server = used(psutil.Process()) - processor, used(backend) - server
        match_statement(statement_id=statement_id)
    statement = Statement.objects.get(pk=statement_id)
    facts = {
        "state": statement.state,
        "rows": statement.trade_count + statement.refund_count,
        "seconds": round(matched - begun, 1),
        "reading_seconds": round(read - begun, 1),
        "comparing_seconds": round(matched - read, 1),
        "comparing_again_seconds": round(time.monotonic() - matched, 1),
        "processor_seconds": round(processor - memory.cost, 1),
        "database_seconds": round(server, 1),
        "memory_mb": round(memory.more),
    }
    sys.stdout.write(json.dumps(facts))


def used(process: psutil.Process) -> float:
    """Return the processor time that a process has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    main()
