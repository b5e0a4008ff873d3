"""Captured is final: no later word moves an attempt from there."""

import pytest

from payments.models import PaymentAttempt, PaymentHistory
from payments.services.history import move_attempt
from shop.common.errors import TransitionRefused
from tests.factories.payments import ACTOR, make_paid_plan

pytestmark = pytest.mark.django_db

State = PaymentAttempt.State


@pytest.mark.parametrize("to", [State.PENDING, State.FAILED, State.CLOSED])
def test_a_captured_attempt_moves_nowhere(to):
    plan = make_paid_plan()
    attempt = PaymentAttempt.objects.get()
    noted = PaymentHistory.objects.count()

    with pytest.raises(TransitionRefused):
        move_attempt(plan=plan, attempt=attempt, to=to, actor=ACTOR)

    attempt.refresh_from_db()
    assert attempt.state == State.CAPTURED
    assert PaymentHistory.objects.count() == noted
