"""Celery entry points of the outbox, the messages and the housekeeping."""

from celery import shared_task

from shop.common import freshness
from shop.common.due_rows import HANDED_OVER
from shop.common.services.exports import lost_exports
from shop.common.services.exports import make_export as write_large_export
from shop.common.services.idempotency import prune_idempotency_keys
from shop.common.services.import_runs import lost_imports
from shop.common.services.import_runs import work_on_import as run_import
from shop.common.services.messages import due_messages, send_sealed, send_stored
from shop.common.services.old_files import prune_exports, prune_imports
from shop.common.services.outbox import deliver, due_deliveries
from shop.common.services.outbox import prune_outbox as prune_old_events

_BATCH = 50


@shared_task(acks_late=True)
def deliver_events(*, delivery_ids: list[int], **_newer: object) -> None:
    """Run the subscribers of stored events. Safe to repeat."""
    for delivery_id in delivery_ids:
        deliver(delivery_id=delivery_id)


@shared_task(ignore_result=True)
def sweep_outbox(**_newer: object) -> None:
    """Hand over again what was lost on the way to the queue, and what is due once more."""
    ids = due_deliveries()
    for start in range(0, len(ids), _BATCH):
        deliver_events.delay(delivery_ids=ids[start : start + _BATCH])


@shared_task(ignore_result=True)
def prune_outbox(**_newer: object) -> None:
    """Forget events that were delivered long ago."""
    while prune_old_events():
        pass


@shared_task(acks_late=True)
def send_queued_message(*, message_id: int, **_newer: object) -> None:
    """Send one stored message. Safe to repeat: only a queued row is claimed."""
    send_stored(message_id=message_id)


@shared_task(acks_late=True)
def send_secret_message(*, message_id: int, sealed: str, **_newer: object) -> None:
    """Send one secret. Safe to repeat: only a queued row is claimed."""
    send_sealed(message_id=message_id, sealed=sealed)


@shared_task(ignore_result=True)
def sweep_messages(**_newer: object) -> None:
    """Send again what is due, and settle what a dead worker left behind."""
    for message_id in due_messages():
        send_queued_message.apply_async(
            kwargs={"message_id": message_id}, expires=HANDED_OVER.total_seconds()
        )


@shared_task(ignore_result=True)
def prune_idempotency(**_newer: object) -> None:
    """Forget answers nobody will ask for again."""
    while prune_idempotency_keys():
        pass


@shared_task(acks_late=True, ignore_result=True)
def work_on_import(*, job_id: int, **_newer: object) -> None:
    """Check or import one file, as far as it got. Safe to repeat: one process at a time works."""
    run_import(job_id=job_id)


@shared_task(ignore_result=True)
def sweep_imports(**_newer: object) -> None:
    """Take up again what a dead process left, and what waited for its turn."""
    for job_id in lost_imports():
        work_on_import.delay(job_id=job_id)
    for job_id in lost_exports():
        make_export.delay(job_id=job_id)


@shared_task(acks_late=True, ignore_result=True)
def make_export(*, job_id: int, **_newer: object) -> None:
    """Make one large export. Safe to repeat."""
    write_large_export(job_id=job_id)


@shared_task(ignore_result=True)
def prune_files(**_newer: object) -> None:
    """Delete the files of imports and exports that are kept long enough."""
    while prune_imports() + prune_exports():
        pass


@shared_task(ignore_result=True)
def compact_changes(**_newer: object) -> None:
    """Keep the counts of changes few, so that asking them stays quick."""
    freshness.compact_changes()
