"""Money back for pieces of an order, from the frozen shares, whole or part; freight apart."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from orders.errors import NothingToRefund
from orders.models import LineRefund, OrderLine
from orders.selectors.line_money import money_of
from orders.services.line_refunds import refund_lines
from payments.models import RefundPart, RefundProposal
from payments.policies import PaymentPolicies
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_proposals import decline_refund
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.actors import process
from shop.common.audit import run_audits
from shop.common.services.idempotency import form_token
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.orders import make_sku, pay, place
from tests.support.events import deliver_pending
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-05")]


@pytest.fixture
def order(customer):
    order = place(customer, make_sku(price="33.33", on_hand=9), quantity=3)
    pay(order)
    deliver_pending()
    return order


@pytest.fixture
def in_english():
    with override("en"):
        yield


def refund(order, pieces, *, with_freight=False, user=None, key=""):
    line = order.lines.get()
    return refund_lines(
        order_id=order.pk,
        pieces={line.pk: pieces},
        with_freight=with_freight,
        note="破损",
        user_id=(user or UserFactory()).pk,
        key=key or form_token(),
    )


def money_moves():
    done = RefundReport(state=RefundState.DONE)
    for part in RefundPart.objects.exclude(state="done"):
        settle_refund_part(part_id=part.pk, report=done, actor=process("tests"))
    deliver_pending()


def test_pieces_one_after_the_other_give_back_what_was_paid_for_them(order):
    line = order.lines.get()
    amounts = [refund(order, 1).amount for _piece in range(3)]
    money_moves()

    line.refresh_from_db()
    order.refresh_from_db()
    assert sum(amounts) == line.amount - line.discount == line.refunded_amount
    assert line.refunded_quantity == 3
    assert order.refunded_total == sum(amounts)
    assert [str(breach) for found in run_audits().values() for breach in found] == []


def test_freight_goes_back_only_when_it_is_said(order):
    without = refund(order, 1).amount
    with_freight = refund(order, 1, with_freight=True).amount

    rows = LineRefund.objects.order_by("pk")
    assert [row.freight > 0 for row in rows] == [False, order.freight_total > 0]
    assert with_freight - without == rows[1].freight + rows[1].goods - rows[0].goods


@pytest.mark.parametrize("pieces", [0, 4])
def test_no_more_pieces_than_were_bought(order, pieces):
    with pytest.raises(NothingToRefund):
        refund(order, pieces)

    assert not RefundProposal.objects.exists()


def test_pieces_that_wait_for_a_second_person_are_taken_until_it_declines(order):
    decide(PaymentPolicies, refund_second_person=Decimal(0))
    waiting = refund(order, 2)
    with pytest.raises(NothingToRefund):
        refund(order, 2)

    decline_refund(proposal_id=waiting.pk, user_id=UserFactory().pk)
    deliver_pending()

    assert refund(order, 3).state == "waiting"


def test_a_refund_declined_in_between_makes_the_others_neither_dearer_nor_cheaper(order):
    decide(PaymentPolicies, refund_second_person=Decimal(0))
    OrderLine.objects.update(discount=Decimal("0.02"))  # 99.97 for three pieces
    first, second = refund(order, 1, with_freight=True), refund(order, 1, with_freight=True)
    decline_refund(proposal_id=first.pk, user_id=UserFactory().pk)
    deliver_pending()

    others = [refund(order, 1, with_freight=True) for _piece in range(2)]

    line = order.lines.prefetch_related("shares").get()
    asked = second.amount + sum(proposal.amount for proposal in others)
    assert asked == Decimal("99.97") + money_of(line).freight


@pytest.mark.fault("sent-twice")
def test_the_same_form_sent_twice_asks_once(order, clerk, clerk_client):
    grant(clerk, "orders.refund_order", "orders.view_order")
    line = order.lines.get()
    typed = {f"line_{line.pk}": "3", "note": "破损", "form_token": form_token()}

    answers = [
        clerk_client.post(f"/admin/orders/order/{order.pk}/refund/", typed) for _time in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert LineRefund.objects.get().pieces == 3


def test_an_unpaid_order_has_nothing_to_give_back(customer):
    with pytest.raises(NothingToRefund):
        refund(place(customer), 1)


def test_finance_asks_on_the_page_of_the_order(order, clerk, clerk_client, in_english):
    grant(clerk, "orders.refund_order", "orders.view_order")
    line = order.lines.get()
    address = f"/admin/orders/order/{order.pk}/refund/"

    shown = clerk_client.get(address)
    answer = clerk_client.post(address, {f"line_{line.pk}": "2", "note": "破损"})

    assert "up to 3" in shown.text
    assert answer.status_code == 302
    assert LineRefund.objects.get().pieces == 2


def outside(order, amount: Decimal) -> None:
    """Book money that somebody gave back at the gateway's own console."""
    request_refund(
        reference=order.number, amount=amount, cause_key="difference:1", actor=process("tests")
    )


def test_what_went_back_outside_the_lines_is_taken_off_the_last_of_them(order):
    outside(order, Decimal("1.00"))

    asked = refund(order, 3, with_freight=True)

    line = order.lines.get()
    assert asked.amount == order.total - Decimal("1.00")
    money_moves()
    line.refresh_from_db()
    order.refresh_from_db()
    assert (line.refunded_quantity, order.refunded_total) == (3, order.total)
    assert order.payment_state == "refunded"


def test_where_all_went_back_outside_the_lines_nothing_is_left(order):
    outside(order, order.total)

    with pytest.raises(NothingToRefund):
        refund(order, 1)

    assert not LineRefund.objects.exists()


@pytest.mark.parametrize("is_left", [False, True])
def test_a_refund_is_offered_while_something_is_left(
    order, clerk, clerk_client, in_english, is_left
):
    grant(clerk, "orders.refund_order", "orders.view_order")
    if not is_left:
        decide(PaymentPolicies, refund_second_person=Decimal(0))
        refund(order, 3, with_freight=True)  # waits for a second person
    address = f"/admin/orders/order/{order.pk}/refund/"

    page = clerk_client.get(f"/admin/orders/order/{order.pk}/change/").text
    asked = clerk_client.get(address, follow=True)

    assert (address in page) == is_left
    assert ("Nothing is left to refund." in asked.text) != is_left
