"""A repeated request is answered, not repeated.

Two ways: `answer_once` for an operation that is one transaction, and `claim` … `finish` for one
that talks to the network between two transactions.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.actors import Actor
from shop.common.errors import DomainError
from shop.common.models import IdempotencyKey

Json = dict[str, object]

TAKE_OVER_AFTER = timedelta(minutes=2)
_KEEP = timedelta(days=30)
_PRUNE_SIZE = 5000
_MAX_KEY = 100


class IdempotencyKeyReused(DomainError):
    """The same key came with another request."""

    code = "idempotency_key_reused"
    message = _("This form was already sent with other contents. Please load the page again.")


class IdempotencyKeyMissing(DomainError):
    """A request that must carry a key has none, or one that is too long."""

    code = "idempotency_key_missing"
    message = _("The request could not be recognised. Please load the page again.")


class OperationInFlight(DomainError):
    """The same request is being worked on; ask again in a few seconds."""

    code = "operation_in_flight"
    message = _("This is being worked on already. Please wait a moment.")


@dataclass(frozen=True, kw_only=True)
class Answer:
    result: Json
    replayed: bool


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The right to carry out an operation, until somebody takes it over."""

    key_id: int
    started_at: datetime


def form_token() -> str:
    """Make the hidden token that gives a plain form its idempotency key."""
    return secrets.token_urlsafe(16)


def fingerprint_of(*parts: object) -> str:
    """Hash what makes a request this request; the same contents give the same 64 digits."""
    plain = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def answer_once(
    *, actor: Actor, operation: str, key: str, fingerprint: str, run: Callable[[], Json]
) -> Answer:
    """Run an operation once per (actor, operation, key), inside the caller's transaction.

    A concurrent duplicate waits for the first and gets its answer; when the first is rolled back,
    the duplicate runs. Because it waits, call this before any other lock is taken. Raises
    IdempotencyKeyReused when the fingerprint differs.
    """
    with transaction.atomic():
        row, is_new = _row(actor, operation, key, fingerprint)
        if not is_new:
            return _replay(row)
        row.result = run()
        row.finished_at = timezone.now()
        row.save(update_fields=["result", "finished_at"])
        return Answer(result=row.result, replayed=False)


def claim(
    *,
    actor: Actor,
    operation: str,
    key: str,
    fingerprint: str,
    take_over_after: timedelta = TAKE_OVER_AFTER,
) -> Claim | Answer:
    """Stamp an operation as in flight, in a transaction of its own, or give the answer it had.

    Raises OperationInFlight while another holds a fresh stamp. A stamp older than `take_over_after`
    is taken over, so what follows must be safe to carry on with (query the provider first).
    """
    with transaction.atomic(durable=True):
        row, is_new = _row(actor, operation, key, fingerprint)
        if is_new:
            return Claim(key_id=row.pk, started_at=row.started_at)
        if row.finished_at is not None:
            return _replay(row)
        return _take_over(row, take_over_after)


def finish(*, claim: Claim, result: Json) -> Answer:
    """Store the answer of a claimed operation; raises OperationInFlight when it was taken over."""
    held = IdempotencyKey.objects.filter(
        pk=claim.key_id, started_at=claim.started_at, finished_at__isnull=True
    )
    if not held.update(result=result, finished_at=timezone.now()):
        raise OperationInFlight
    return Answer(result=result, replayed=False)


def abandon(*, claim: Claim) -> None:
    """Give a claim back because nothing was done; the next request with the key starts afresh."""
    IdempotencyKey.objects.filter(
        pk=claim.key_id, started_at=claim.started_at, finished_at__isnull=True
    ).delete()


def prune_idempotency_keys(*, at: datetime | None = None) -> int:
    """Delete a batch of old keys; say how many went."""
    before = (at or timezone.now()) - _KEEP
    old = IdempotencyKey.objects.filter(started_at__lt=before).order_by("started_at")
    ids = list(old.values_list("pk", flat=True)[:_PRUNE_SIZE])
    IdempotencyKey.objects.filter(pk__in=ids).delete()
    return len(ids)


def _row(actor: Actor, operation: str, key: str, fingerprint: str) -> tuple[IdempotencyKey, bool]:
    if not key or len(key) > _MAX_KEY:
        raise IdempotencyKeyMissing
    row, is_new = IdempotencyKey.objects.get_or_create(
        actor_key=actor.key, operation=operation, key=key, defaults={"fingerprint": fingerprint}
    )
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return row, is_new


def _replay(row: IdempotencyKey) -> Answer:
    if row.finished_at is None:
        raise OperationInFlight
    return Answer(result=row.result or {}, replayed=True)


def _take_over(row: IdempotencyKey, after: timedelta) -> Claim:
    now = timezone.now()
    stale = IdempotencyKey.objects.filter(
        pk=row.pk, started_at=row.started_at, started_at__lt=now - after, finished_at__isnull=True
    )
    if not stale.update(started_at=now):
        raise OperationInFlight
    return Claim(key_id=row.pk, started_at=now)
