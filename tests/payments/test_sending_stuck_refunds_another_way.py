"""A refund that lies stuck at WeChat goes to a card, or to our own account; once, and in secret."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from payments.audits import audit_balance, audit_excess, audit_ledger, audit_refund_parts
from payments.errors import NotPaidOutByHand, NotReroutable, SecondPersonNeeded
from payments.models import (
    Account,
    PaymentAttempt,
    PaymentHistory,
    PaymentPlan,
    Refund,
    RefundPart,
    RefundReroute,
)
from payments.selectors.balances import balances_at
from payments.services import refund_sending
from payments.services.paying_out import pay_out_by_hand, pay_out_refund
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_reroutes import approve_reroute, decline_reroute, reroute_refund
from payments.services.refund_retries import retry_refund
from payments.services.refund_sending import send_refund_part
from payments.services.refunds import request_refund
from payments.types import OtherWay, RefundReport, RefundState, RerouteTarget
from shop.common.actors import person
from shop.common.transport import ProviderUnavailable
from shop.services.roles import ensure_roles, give_role
from shop.work_counts import exceptions
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_paid_plan
from tests.support.holding import run_into

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-13")]

NUMBER = "6214830012345678"
CARD = OtherWay(target=RerouteTarget.CARD, bank="CMB_DEBIT", account=NUMBER, holder="王小明")
OURS = OtherWay(target=RerouteTarget.OURS)
STUCK = RefundReport(state=RefundState.REFUSED, code="ABNORMAL", gateway_number="50300001")
TAKEN = RefundReport(state=RefundState.PENDING, gateway_number="50300001")
DONE = RefundReport(state=RefundState.DONE)
RETURNED = RefundReport(state=RefundState.RETURNED)


@dataclass
class Desk:
    """WeChat as it holds one stuck refund; says what the test wants of an application."""

    known: RefundReport = STUCK
    answer: RefundReport = TAKEN
    is_away: bool = False
    applied: list[tuple[str, str, OtherWay]] = field(default_factory=list)

    def query_refund(self, _request) -> RefundReport:
        return self.known

    def refund(self, _request) -> RefundReport:
        raise AssertionError("it was refunded before")

    def reroute_refund(self, request, *, gateway_number: str, way: OtherWay) -> RefundReport:
        self.applied.append((request.out_request_no, gateway_number, way))
        if self.is_away:
            raise ProviderUnavailable
        if self.answer.state != RefundState.REFUSED:
            self.known = self.answer
        return self.answer


@pytest.fixture
def desk(monkeypatch) -> Desk:
    found = Desk()
    monkeypatch.setattr(refund_sending, "gateway", lambda **_code: found)
    return found


@pytest.fixture
def accountant():
    return new_accountant()


def new_accountant():
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code="finance")
    return member


def make_stuck(reference: str = "DD1", amount: str = "40.00", total: str = "99.90") -> RefundPart:
    make_paid_plan(reference, total)
    attempts = PaymentAttempt.objects.filter(payment__plan__reference=reference)
    # The ledger knows the money under the gateway that took it, and never changes.
    attempts.update(gateway="wechat")
    part = request_refund(
        reference=reference, amount=Decimal(amount), cause_key="case:1", actor=ACTOR
    ).parts.get()
    RefundPart.objects.filter(pk=part.pk).update(state="pending", tries=1)
    settle_refund_part(part_id=part.pk, report=STUCK, actor=ACTOR)
    part.refresh_from_db()
    return part


@pytest.fixture
def stuck(desk) -> RefundPart:
    return make_stuck()


def ask(part: RefundPart, user, way: OtherWay = CARD) -> RefundReroute:
    reroute_refund(refund_id=part.refund_id, way=way, actor=person(user.pk))
    return RefundReroute.objects.latest("pk")


def states(part: RefundPart) -> tuple[str, str, str]:
    part.refresh_from_db()
    return part.refund.state, part.state, part.last_error


def held(account: Account, party: str = "") -> Decimal:
    return balances_at(timezone.localdate()).get((account, party), Decimal(0))


def books_agree() -> bool:
    audits = (audit_ledger, audit_balance, audit_excess, audit_refund_parts)
    return not [breach for audit in audits for breach in audit()]


def stored_card() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT concat_ws(' ', account, holder) FROM payments_refundreroute")
        (text,) = cursor.fetchone()
    return str(text)


def test_it_goes_to_the_card_under_its_number_and_the_card_is_forgotten(desk, stuck, accountant):
    reroute = ask(stuck, accountant)
    sealed = stored_card()

    send_refund_part(part_id=stuck.pk)
    on_its_way = states(stuck)
    settle_refund_part(part_id=stuck.pk, report=DONE, actor=ACTOR)

    assert desk.applied == [(stuck.out_request_no, "50300001", CARD)]
    assert len(sealed) > len(NUMBER)
    assert not {NUMBER, "王小明"} & set(sealed.split())
    assert on_its_way == ("pending", "pending", "")
    assert states(stuck) == ("done", "done", "")
    reroute.refresh_from_db()
    assert (reroute.state, reroute.account_ending, stored_card()) == ("done", "5678", " ")
    assert books_agree()


def test_what_comes_to_our_account_is_not_given_back_until_finance_pays_it(desk, stuck, accountant):
    ask(stuck, accountant, OURS)
    send_refund_part(part_id=stuck.pk)
    claim = held(Account.CUSTOMER, str(stuck.refund.plan.customer_id))

    assert settle_refund_part(part_id=stuck.pk, report=DONE, actor=ACTOR)

    assert states(stuck) == ("failed", "failed", "RETURNED")
    assert held(Account.BANK) == Decimal("40.00")
    assert held(Account.CUSTOMER, str(stuck.refund.plan.customer_id)) == claim - Decimal("40.00")
    assert books_agree()
    pay_out_refund(refund_id=stuck.refund_id, serial="OUT-1", actor=person(accountant.pk))
    assert states(stuck) == ("done", "done", "")
    assert held(Account.BANK) == Decimal(0)
    assert books_agree()


def test_what_came_to_our_account_is_never_taken_for_given_back(desk, stuck, accountant):
    ask(stuck, accountant, OURS)
    settle_refund_part(part_id=stuck.pk, report=RETURNED, actor=ACTOR)

    retry_refund(refund_id=stuck.refund_id, actor=ACTOR)
    is_news = settle_refund_part(part_id=stuck.pk, report=DONE, actor=ACTOR)

    assert not is_news
    assert states(stuck) == ("failed", "failed", "RETURNED")
    assert held(Account.BANK) == Decimal("40.00")
    with pytest.raises(NotReroutable):
        ask(stuck, accountant)


def test_money_that_somebody_took_back_at_wechats_own_desk_is_not_given_back(desk, stuck):
    desk.known = RETURNED
    retry_refund(refund_id=stuck.refund_id, actor=ACTOR)

    send_refund_part(part_id=stuck.pk)

    assert states(stuck) == ("failed", "failed", "RETURNED")
    assert held(Account.BANK) == Decimal("40.00")


@pytest.mark.parametrize("was_taken", [True, False], ids=["taken", "lost"])
def test_an_unknown_outcome_is_asked_about_before_it_is_repeated(
    desk, stuck, accountant, was_taken
):
    ask(stuck, accountant)
    desk.is_away = True
    send_refund_part(part_id=stuck.pk)
    assert states(stuck)[:2] == ("pending", "pending")
    desk.is_away = False
    desk.known = TAKEN if was_taken else STUCK

    send_refund_part(part_id=stuck.pk)

    once = (stuck.out_request_no, "50300001", CARD)
    assert desk.applied == [once] * (1 if was_taken else 2)
    assert RefundReroute.objects.get().accepted_at is not None


def test_a_card_that_fails_too_waits_for_another(desk, stuck, accountant):
    first = ask(stuck, accountant)
    send_refund_part(part_id=stuck.pk)
    desk.known = STUCK

    send_refund_part(part_id=stuck.pk)

    assert len(desk.applied) == 1
    assert states(stuck) == ("failed", "failed", "ABNORMAL")
    first.refresh_from_db()
    assert (first.state, first.refusal, first.account) == ("failed", "ABNORMAL", "")
    assert ask(stuck, accountant).state == "sent"
    assert books_agree()


def test_an_application_that_is_refused_leaves_the_refund_stuck(desk, stuck, accountant):
    desk.answer = RefundReport(state=RefundState.REFUSED, code="PARAM_ERROR")
    reroute = ask(stuck, accountant)

    send_refund_part(part_id=stuck.pk)

    assert states(stuck) == ("failed", "failed", "ABNORMAL")
    reroute.refresh_from_db()
    assert (reroute.state, reroute.refusal) == ("failed", "PARAM_ERROR")


def test_the_old_news_that_it_is_stuck_fails_no_new_way(desk, stuck, accountant):
    ask(stuck, accountant)
    send_refund_part(part_id=stuck.pk)

    is_news = settle_refund_part(
        part_id=stuck.pk, report=STUCK, number=stuck.out_request_no, actor=ACTOR
    )

    assert not is_news
    assert states(stuck)[:2] == ("pending", "pending")
    assert stuck.next_try_at <= timezone.now()
    with pytest.raises(NotPaidOutByHand):
        pay_out_by_hand(part_id=stuck.pk, serial="OUT-1", user_id=accountant.pk)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"state": "pending"}, id="on its way"),
        pytest.param({"state": "done"}, id="done"),
        pytest.param({"last_error": "NOT_ENOUGH"}, id="refused for another reason"),
        pytest.param({"returned_at": timezone.now()}, id="with us"),
    ],
)
def test_only_what_lies_stuck_goes_another_way(stuck, accountant, changes: dict[str, Any]):
    RefundPart.objects.update(**changes)

    with pytest.raises(NotReroutable):
        ask(stuck, accountant)

    assert not RefundReroute.objects.exists()


def test_another_gateway_cannot_send_it_another_way(stuck, accountant):
    PaymentAttempt.objects.update(gateway="alipay")

    with pytest.raises(NotReroutable):
        ask(stuck, accountant)


@pytest.mark.req("PAY-14")
def test_a_large_amount_goes_to_a_card_by_two_people(desk, accountant):
    part = make_stuck(amount="9000.00", total="9000.00")
    reroute = ask(part, accountant)
    assert (reroute.state, states(part)[1]) == ("waiting", "failed")
    with pytest.raises(SecondPersonNeeded):
        approve_reroute(refund_id=part.refund_id, actor=person(accountant.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundReroute.objects.update(state="sent", decided_by=accountant)
    assert not desk.applied

    approve_reroute(refund_id=part.refund_id, actor=person(new_accountant().pk))

    send_refund_part(part_id=part.pk)
    assert desk.applied == [(part.out_request_no, "50300001", CARD)]


def test_a_large_amount_comes_to_our_account_by_one_person(desk, accountant):
    part = make_stuck(amount="9000.00", total="9000.00")

    assert ask(part, accountant, OURS).state == "sent"


def test_a_card_that_nobody_agreed_to_is_forgotten(desk, accountant):
    part = make_stuck(amount="9000.00", total="9000.00")
    ask(part, accountant)

    decline_reroute(refund_id=part.refund_id, actor=person(accountant.pk))

    assert (RefundReroute.objects.get().state, stored_card()) == ("declined", " ")
    assert states(part) == ("failed", "failed", "ABNORMAL")
    with pytest.raises(NotReroutable):
        approve_reroute(refund_id=part.refund_id, actor=person(new_accountant().pk))


def test_what_was_paid_out_meanwhile_goes_to_no_card(desk, accountant):
    part = make_stuck(amount="9000.00", total="9000.00")
    ask(part, accountant)
    pay_out_refund(refund_id=part.refund_id, serial="OUT-1", actor=person(accountant.pk))

    with pytest.raises(NotReroutable):
        approve_reroute(refund_id=part.refund_id, actor=person(new_accountant().pk))

    assert (RefundReroute.objects.get().state, stored_card()) == ("declined", " ")
    assert states(part)[:2] == ("done", "done")


def test_the_database_keeps_one_way_at_a_time_and_no_card_that_is_over(stuck, accountant):
    reroute = ask(stuck, accountant)

    with pytest.raises(IntegrityError), transaction.atomic():
        RefundReroute.objects.create(part=stuck, target="ours", asked_by=accountant)
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundReroute.objects.filter(pk=reroute.pk).update(state="done")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_send_it_one_way(desk):
    part = make_stuck()
    people = [new_accountant(), new_accountant()]

    outcomes = run_into(PaymentPlan.objects.all(), [partial(ask, part, user) for user in people])

    errors = [type(outcome.error) for outcome in outcomes if outcome.error]
    assert errors == [NotReroutable]
    assert RefundReroute.objects.count() == 1
    assert books_agree()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_payout_and_another_way_at_once_give_the_money_once(desk, accountant):
    part = make_stuck()

    outcomes = run_into(
        PaymentPlan.objects.all(),
        [
            lambda: ask(part, accountant),
            lambda: pay_out_by_hand(part_id=part.pk, serial="OUT-1", user_id=accountant.pk),
        ],
    )

    refused = [type(outcome.error) for outcome in outcomes if outcome.error]
    assert refused in ([NotReroutable], [NotPaidOutByHand])
    is_paid_out = refused == [NotReroutable]
    assert states(part)[1] == ("done" if is_paid_out else "reserved")
    assert RefundReroute.objects.count() == (0 if is_paid_out else 1)


@pytest.fixture
def signed_in(accountant) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(accountant, backend="customers.backends.IdentityBackend")
    return client


def page(part: RefundPart, step: str = "") -> str:
    with override("en"):
        if step:
            return reverse("admin:payments_refund_step", args=[part.refund_id, step])
        return reverse("admin:payments_refund_change", args=[part.refund_id])


REFUNDS_WITH_A_CARD = "/admin/payments/refund/?work=card"
ENTERED = {"bank": "CMB_DEBIT", "account": "6214 8300 1234 5678", "holder": "王小明"}


def test_the_page_sends_it_to_a_card_and_shows_only_how_it_ends(stuck, signed_in, caplog):
    offered = signed_in.get(page(stuck)).text

    with caplog.at_level(0):
        signed_in.post(page(stuck, "to-card"), ENTERED)

    shown = signed_in.get(page(stuck)).text
    assert page(stuck, "to-card") in offered
    assert page(stuck, "to-us") in offered
    assert RefundReroute.objects.get().account == NUMBER
    assert "China Merchants Bank *5678" in shown
    told = shown + caplog.text + str(list(PaymentHistory.objects.values()))
    assert NUMBER not in told
    assert "王小明" not in told


def test_a_second_click_is_refused(stuck, signed_in):
    signed_in.post(page(stuck, "to-card"), ENTERED)

    again = signed_in.post(page(stuck, "to-card"), ENTERED)

    assert "does not wait for another way" in again.text
    assert RefundReroute.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"account": "12ab"}, {"account": ""}, {"bank": "XX_DEBIT"}, {"holder": ""}]
)
def test_half_a_card_is_refused(stuck, signed_in, changes):
    answer = signed_in.post(page(stuck, "to-card"), ENTERED | changes)

    assert answer.status_code == 200
    assert not RefundReroute.objects.exists()
    assert states(stuck)[1] == "failed"


def test_who_may_not_refund_may_not_send_it_another_way(stuck):
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code="analyst")
    client = Client()
    client.force_login(member, backend="customers.backends.IdentityBackend")

    answers = [client.post(page(stuck, step), ENTERED) for step in ("to-card", "to-us")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not RefundReroute.objects.exists()


def test_nobody_is_offered_to_agree_to_her_own_card(desk, accountant, signed_in):
    part = make_stuck(amount="9000.00", total="9000.00")
    ask(part, accountant)
    assert exceptions(timezone.now())["cards"].count == 1
    assert part.refund.number in signed_in.get(REFUNDS_WITH_A_CARD).text
    other = Client(headers={"accept-language": "en"})
    other.force_login(new_accountant(), backend="customers.backends.IdentityBackend")

    assert page(part, "approve-card") not in signed_in.get(page(part)).text
    assert page(part, "approve-card") in other.get(page(part)).text
    other.post(page(part, "approve-card"))

    assert RefundReroute.objects.get().state == "sent"
    assert part.refund.number not in signed_in.get(REFUNDS_WITH_A_CARD).text


def test_one_part_done_leaves_a_refund_failed_that_has_a_failed_part(desk, stuck, accountant):
    plan = stuck.refund.plan
    attempt = another_attempt(plan)
    other = RefundPart.objects.create(
        refund=stuck.refund, attempt=attempt, amount=Decimal("1.00"), state="failed"
    )
    ask(stuck, accountant)

    settle_refund_part(part_id=stuck.pk, report=DONE, actor=ACTOR)

    assert states(other)[0] == Refund.State.FAILED


def another_attempt(plan: PaymentPlan) -> PaymentAttempt:
    """A second captured attempt of the same payment."""
    first = PaymentAttempt.objects.get(payment__plan=plan)
    return PaymentAttempt.objects.create(
        payment=first.payment,
        gateway="wechat",
        amount=first.amount,
        state="captured",
        expires_at=first.expires_at,
    )
