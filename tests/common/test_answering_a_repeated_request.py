from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shop.common.actors import person, process
from shop.common.models import IdempotencyKey, RevealLog
from shop.common.services.idempotency import (
    Answer,
    Claim,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    OperationInFlight,
    abandon,
    answer_once,
    claim,
    fingerprint_of,
    finish,
    form_token,
    prune_idempotency_keys,
)
from tests.support.together import run_together

ACTOR = process("test")


def boil():
    row = RevealLog.objects.create(process="test", subject="kettle", reference="K", fields="")
    return {"kettle": row.pk}


def boil_once(key="k1", fingerprint="f1", actor=ACTOR, run=boil):
    with transaction.atomic():
        return answer_once(
            actor=actor, operation="kettle.boil", key=key, fingerprint=fingerprint, run=run
        )


def start(key="k1", **options):
    return claim(actor=ACTOR, operation="kettle.boil", key=key, fingerprint="f1", **options)


@pytest.mark.django_db
def test_the_same_request_gets_the_same_answer():
    first = boil_once()

    again = boil_once()

    assert again == Answer(result=first.result, replayed=True)
    assert first.replayed is False
    assert RevealLog.objects.count() == 1


@pytest.mark.django_db
def test_another_key_or_another_actor_is_another_request():
    boil_once()

    others = [boil_once(key="k2"), boil_once(actor=process("other"))]

    assert [answer.replayed for answer in others] == [False, False]


@pytest.mark.django_db
def test_the_same_key_with_other_contents_is_refused():
    boil_once()

    with pytest.raises(IdempotencyKeyReused):
        boil_once(fingerprint="f2")

    assert RevealLog.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 101], ids=["none", "too long"])
def test_a_key_is_needed(key):
    with pytest.raises(IdempotencyKeyMissing):
        boil_once(key=key)

    assert not RevealLog.objects.exists()


@pytest.mark.django_db
def test_a_refused_request_may_be_sent_again():
    def refuse():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        boil_once(run=refuse)

    assert boil_once().replayed is False


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_requests_run_once_and_get_one_answer():
    outcomes = run_together([boil_once] * 20)

    assert [outcome.error for outcome in outcomes] == [None] * 20
    assert [outcome.value.replayed for outcome in outcomes].count(False) == 1
    assert len({outcome.value.result["kettle"] for outcome in outcomes}) == 1
    assert RevealLog.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_claimed_operation_is_finished_once():
    held = start()

    with pytest.raises(OperationInFlight):
        start()
    finish(claim=held, result={"kettle": 7})

    assert start() == Answer(result={"kettle": 7}, replayed=True)


@pytest.mark.django_db(transaction=True)
def test_a_stale_claim_is_taken_over_and_the_first_holder_loses_it():
    first = start()
    IdempotencyKey.objects.update(started_at=timezone.now() - timedelta(minutes=3))
    second = start()

    with pytest.raises(OperationInFlight):
        finish(claim=first, result={"kettle": 1})

    assert isinstance(second, Claim)
    finish(claim=second, result={"kettle": 2})
    assert IdempotencyKey.objects.get().result == {"kettle": 2}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_of_ten_parallel_claims_wins():
    outcomes = run_together([start] * 10)

    assert sum(isinstance(outcome.value, Claim) for outcome in outcomes) == 1
    assert sum(isinstance(outcome.error, OperationInFlight) for outcome in outcomes) == 9


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_of_ten_parallel_take_overs_wins():
    start()
    IdempotencyKey.objects.update(started_at=timezone.now() - timedelta(minutes=3))

    outcomes = run_together([start] * 10)

    assert sum(isinstance(outcome.value, Claim) for outcome in outcomes) == 1


@pytest.mark.django_db(transaction=True)
def test_an_abandoned_claim_leaves_nothing():
    held = start()

    abandon(claim=held)

    assert isinstance(start(), Claim)


@pytest.mark.django_db
def test_old_answers_are_forgotten():
    boil_once()

    count = prune_idempotency_keys(at=timezone.now() + timedelta(days=31))

    assert count == 1
    assert not IdempotencyKey.objects.exists()


def test_a_fingerprint_depends_on_contents_alone():
    assert fingerprint_of({"a": 1, "b": 2}) == fingerprint_of({"b": 2, "a": 1})
    assert fingerprint_of({"a": 1}) != fingerprint_of({"a": 2})
    assert len(fingerprint_of()) == 64


def test_form_tokens_differ_and_fit_the_column():
    tokens = {form_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) == 22 for token in tokens)


def test_actors_are_told_apart_by_their_keys():
    assert person(7).key == "user:7"
