"""Two people agree to one difference in the same moment."""

from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest

from payments.models import Difference, LedgerEntry
from payments.models.difference import DifferenceQuerySet
from payments.services import differences
from payments.services.differences import approve_difference, settle_difference
from shop.common.actors import person
from tests.factories.customers import UserFactory
from tests.payments.test_reconciling_a_day import DAY, paid
from tests.support.holding import run_into
from tests.support.statements import Bookhouse, open_bookhouse, reconciled, trade_line
from tests.support.together import PATIENCE, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proposed(monkeypatch) -> Difference:
    house: Bookhouse = open_bookhouse(monkeypatch)
    house.days[DAY] = [trade_line(paid(total="900.00"), amount=Decimal("300.00"))]
    reconciled(DAY)
    return settle_difference(
        difference_id=Difference.objects.get().pk,
        action=Difference.Action.ACCEPT,
        reason="theirs is right",
        actor=person(UserFactory(staff=True).pk),
    )


def agreements(difference: Difference):
    people = [person(UserFactory(staff=True).pk) for _ in range(2)]
    return [
        partial(approve_difference, difference_id=difference.pk, actor=actor) for actor in people
    ]


def test_one_of_two_who_agree_settles_it(proposed):
    outcomes = list(run_into(Difference.objects.all(), agreements(proposed)))

    refusals = [type(outcome.error).__name__ for outcome in outcomes if outcome.error]
    assert refusals == ["TransitionRefused"]
    assert Difference.objects.get().state == Difference.State.SETTLED
    assert LedgerEntry.objects.filter(kind="difference").count() == 1


def test_without_the_lock_and_the_guarded_step_both_would_do_it(proposed, monkeypatch):
    both_have_looked = Barrier(2)
    done = []

    def look_and_wait(rows: DifferenceQuerySet, difference_id: int) -> Difference:
        difference: Difference = rows.get(pk=difference_id)
        both_have_looked.wait(PATIENCE)
        return difference

    monkeypatch.setattr(DifferenceQuerySet, "lock", look_and_wait)
    monkeypatch.setattr(differences, "step", lambda *_row, **_facts: None)
    monkeypatch.setattr(differences, "_perform", lambda *_row, **_facts: done.append(1))
    outcomes = run_together(agreements(proposed))

    assert [outcome.error for outcome in outcomes] == [None, None]
    assert len(done) == 2
