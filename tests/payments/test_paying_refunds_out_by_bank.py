"""A refund that its gateway refuses for good: finance pays it out by bank, once."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from payments.audits import audit_balance, audit_excess, audit_ledger, audit_refund_parts
from payments.errors import NotPaidOutByHand, TransferKnown
from payments.models import Account, Difference, RefundPart, Statement
from payments.selectors.balances import balances_at
from payments.services import paying_out
from payments.services.differences import possible_actions
from payments.services.paying_out import pay_out_by_hand, pay_out_refund
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.actors import person
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR
from tests.payments.test_reconciling_a_day import DAY, NOON, paid
from tests.support.statements import CODE, open_bookhouse, reconciled, refund_line, trade_line

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-13")]


@pytest.fixture
def house(monkeypatch):
    return open_bookhouse(monkeypatch)


@pytest.fixture
def accountant():
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code="finance")
    return member


@pytest.fixture
def refused(house) -> RefundPart:
    """A refund of ¥40.00 of ¥99.90 that WeChat cannot bring to a closed account."""
    part = on_its_way(paid())
    report = RefundReport(state=RefundState.REFUSED, code="ABNORMAL")
    settle_refund_part(part_id=part.pk, report=report, actor=ACTOR)
    part.refresh_from_db()
    return part


def on_its_way(attempt) -> RefundPart:
    refund = request_refund(
        reference=attempt.payment.plan.reference,
        amount=Decimal("40.00"),
        cause_key="case:1",
        actor=ACTOR,
    )
    part: RefundPart = refund.parts.get()
    return part


def balances() -> dict[tuple[str, str], Decimal]:
    found = balances_at(timezone.localdate())
    return {key: found[key] for key in found if key[0] != Account.CUSTOMER}


def books_agree() -> bool:
    audits = (audit_ledger, audit_balance, audit_excess, audit_refund_parts)
    return not [breach for audit in audits for breach in audit()]


def pay_out(part: RefundPart, user, serial: str = "OUT-1"):
    return pay_out_refund(refund_id=part.refund_id, serial=serial, actor=person(user.pk))


def test_the_money_leaves_the_bank_and_stays_at_the_gateway(refused, accountant):
    refund = pay_out(refused, accountant, " OUT-1 ")

    refused.refresh_from_db()
    assert (refund.state, refused.state, refused.serial) == ("done", "done", "OUT-1")
    assert balances() == {
        (Account.CLEARING, CODE): Decimal("99.90"),
        (Account.BANK, ""): Decimal("-40.00"),
    }
    assert books_agree()


def test_it_is_paid_out_once(refused, accountant):
    pay_out(refused, accountant)

    with pytest.raises(NotPaidOutByHand):
        pay_out(refused, accountant, "OUT-2")

    done = RefundReport(state=RefundState.DONE)
    assert not settle_refund_part(part_id=refused.pk, report=done, actor=ACTOR)
    assert balances()[Account.BANK, ""] == Decimal("-40.00")


def test_a_serial_number_counts_once(refused, accountant):
    pay_out(refused, accountant)
    other = on_its_way(paid("DD2"))
    report = RefundReport(state=RefundState.REFUSED, code="ABNORMAL")
    settle_refund_part(part_id=other.pk, report=report, actor=ACTOR)

    with pytest.raises(TransferKnown):
        pay_out(other, accountant)

    other.refresh_from_db()
    assert other.state == "failed"


def test_who_asked_a_moment_too_early_is_told_that_the_serial_is_known(
    refused, accountant, monkeypatch
):
    pay_out(refused, accountant)
    other = on_its_way(paid("DD2"))
    report = RefundReport(state=RefundState.REFUSED, code="ABNORMAL")
    settle_refund_part(part_id=other.pk, report=report, actor=ACTOR)
    monkeypatch.setattr(paying_out, "_is_known", lambda _serial: False)

    with pytest.raises(TransferKnown):
        pay_out(other, accountant)

    other.refresh_from_db()
    assert (other.state, other.serial) == ("failed", "")


def test_what_a_gateway_is_at_work_on_is_not_paid_out(house, accountant):
    part = on_its_way(paid())

    with pytest.raises(NotPaidOutByHand):
        pay_out(part, accountant)
    with pytest.raises(NotPaidOutByHand):
        pay_out_by_hand(part_id=part.pk, serial="OUT-1", user_id=accountant.pk)

    part.refresh_from_db()
    assert (part.state, part.serial) == ("reserved", "")


def test_a_day_agrees_without_it_and_differs_where_the_gateway_paid_too(house, refused, accountant):
    pay_out(refused, accountant)
    RefundPart.objects.update(done_at=NOON)
    payment = trade_line(refused.attempt)
    house.days[DAY] = [payment]
    assert reconciled(DAY).our_refund_total == 0
    assert not Difference.objects.exists()

    Statement.objects.all().delete()
    refused.refresh_from_db()
    house.days[DAY] = [payment, refund_line(refused)]
    reconciled(DAY)

    difference = Difference.objects.get()
    assert (difference.kind, difference.gap) == ("status", Decimal("-40.00"))
    assert possible_actions(difference=difference) == [Difference.Action.ACCEPT]


@pytest.mark.req("PAY-12")
def test_a_day_agrees_with_what_the_gateway_brought_to_our_bank(house, refused, accountant):
    returned = RefundReport(state=RefundState.RETURNED, done_at=NOON)
    settle_refund_part(part_id=refused.pk, report=returned, actor=ACTOR)
    pay_out(refused, accountant)
    house.days[DAY] = [trade_line(refused.attempt), refund_line(refused, at=NOON)]

    statement = reconciled(DAY)

    assert (statement.our_refund_count, statement.our_refund_total) == (1, Decimal("40.00"))
    assert not Difference.objects.exists()
    assert books_agree()


@pytest.mark.req("PAY-12")
def test_a_statement_that_lacks_what_came_to_our_bank_differs(house, refused):
    returned = RefundReport(state=RefundState.RETURNED, done_at=NOON)
    settle_refund_part(part_id=refused.pk, report=returned, actor=ACTOR)
    house.days[DAY] = [trade_line(refused.attempt)]

    reconciled(DAY)

    difference = Difference.objects.get()
    assert (difference.kind, difference.ours) == ("only_ours", Decimal("40.00"))


def test_the_page_of_the_refund_says_what_to_do_and_notes_it(refused, accountant):
    client = Client(headers={"accept-language": "en"})
    client.force_login(accountant, backend="customers.backends.IdentityBackend")
    with override("en"):
        page = reverse("admin:payments_refund_change", args=[refused.refund_id])
        step = reverse("admin:payments_refund_step", args=[refused.refund_id, "pay-out"])

        shown = client.get(page)
        client.post(step, {"serial": "OUT-7"})

    assert "merchant platform" in shown.text
    assert step in shown.text
    refused.refresh_from_db()
    assert (refused.state, refused.serial) == ("done", "OUT-7")
