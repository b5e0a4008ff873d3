"""Celery entry points of payments."""

from celery import shared_task

from payments.risk.services.assessment import prune_assessments
from payments.risk.services.trials import trials_left_behind, try_batch
from payments.services import account_trials
from payments.services.notification_keeping import prune_refused
from payments.services.queries import due_attempts, query_attempt
from payments.services.reconciliation import prune_lines, reconcile
from payments.services.refund_sending import due_refund_parts, send_refund_part
from payments.services.statements import open_statements
from shop.common.due_rows import HANDED_OVER

_STATEMENTS_SECONDS = 300  # the pause between two sweeps: each statement is in the queue once


@shared_task
def query_due_attempts() -> None:
    """Find money whose notification was lost."""
    for attempt_id in due_attempts():
        ask_about_attempt.apply_async(
            kwargs={"attempt_id": attempt_id}, expires=HANDED_OVER.total_seconds()
        )


@shared_task
def ask_about_attempt(*, attempt_id: int, **_newer: object) -> None:
    """Ask for the sweep, or for who waits at the page; of a slow gateway the sweep asks later."""
    query_attempt(attempt_id=attempt_id, may_wait=True)


@shared_task
def try_account(*, provider: str, **_newer: object) -> None:
    """Try a gateway's account, asked for in the back office."""
    account_trials.try_account(gateway_code=provider)


@shared_task
def send_refund_parts(*, part_ids: list[int], **_newer: object) -> None:
    """Send parts that were just decided, or that the sweep found."""
    for part_id in part_ids:
        send_refund_part(part_id=part_id, may_wait=True)


@shared_task
def sweep_refund_parts() -> None:
    """Send again what a dead process or an unknown outcome left behind."""
    for part_id in due_refund_parts():
        send_refund_parts.apply_async(
            kwargs={"part_ids": [part_id]}, expires=HANDED_OVER.total_seconds()
        )


@shared_task(ignore_result=True)
def prune_risk(**_newer: object) -> None:
    """Forget the risk assessments whose days are over."""
    while prune_assessments():
        pass


@shared_task(ignore_result=True)
def prune_notifications(**_newer: object) -> None:
    """Forget the refused notifications whose days are over; their counts stay."""
    while prune_refused():
        pass


@shared_task
def reconcile_due_statements(**_newer: object) -> None:
    """Fetch and compare the statements of the last days, and resume what a dead process left."""
    for statement_id in open_statements():
        reconcile_statement.apply_async(
            kwargs={"statement_id": statement_id}, expires=_STATEMENTS_SECONDS
        )


@shared_task
def reconcile_statement(*, statement_id: int, **_newer: object) -> None:
    reconcile(statement_id=statement_id)


@shared_task(ignore_result=True)
def prune_statement_lines(**_newer: object) -> None:
    """Delete the lines of statements that are kept long enough; sums and files stay."""
    while prune_lines():
        pass


@shared_task(acks_late=True, ignore_result=True)
def work_on_trial(*, trial_id: int, **_newer: object) -> None:
    """Try rules on past orders to the end. Safe to repeat: one works, the others find it locked."""
    while try_batch(trial_id=trial_id):
        pass


@shared_task(ignore_result=True)
def sweep_trials() -> None:
    """Go on with the trials of dead workers."""
    for trial_id in trials_left_behind():
        work_on_trial.delay(trial_id=trial_id)
