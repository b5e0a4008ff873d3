from decimal import Decimal

import pytest
from django.db import transaction

from payments.events import ExcessCaptured, NotificationRefused, RefundFailed
from shop.common.events import publish
from shop.common.models import Message
from shop.services.roles import ensure_roles, give_role
from tests.cast import grant
from tests.factories.customers import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(db):
    ensure_roles()
    member = UserFactory(staff=True, nickname="财务", language="en")
    give_role(user_id=member.pk, code="finance")
    return member


def happen(event) -> None:
    with transaction.atomic():
        publish(event)


def told(member) -> list[tuple[str, str]]:
    rows = Message.objects.filter(recipient=member).order_by("pk")
    return list(rows.values_list("subject", "link"))


def test_a_refund_that_the_gateway_refused_calls_those_who_may_refund(
    finance, powerless_staff, deliver_all
):
    warehouse = grant(UserFactory(staff=True), "orders.pick_order")

    happen(RefundFailed(reference="DD1", refund_id=7, code="ACQ.SELLER_BALANCE_NOT_ENOUGH"))
    deliver_all()

    assert told(finance) == [
        (
            "Refund refused by the gateway: order DD1",
            "/admin/payments/refund/?q=DD1",
        )
    ]
    assert told(powerless_staff) == told(warehouse) == []


def test_money_that_is_not_owed_is_a_case_to_look_at(finance, deliver_all):
    happen(ExcessCaptured(reference="DD1", attempt_id=3, amount=Decimal("99.90"), was_closed=True))
    deliver_all()

    assert told(finance) == [("Money that is not owed: order DD1", "/admin/payments/refund/?q=DD1")]
    assert "¥99.90" in Message.objects.get(recipient=finance).body


def test_one_thing_is_told_once_however_often_it_is_heard_of(finance, deliver_all):
    for _ in range(3):
        happen(RefundFailed(reference="DD1", refund_id=7, code="X"))
    happen(RefundFailed(reference="DD1", refund_id=8, code="X"))
    deliver_all()

    assert len(told(finance)) == 2


@pytest.mark.parametrize(
    ("verdict", "notices"), [("bad_signature", 1), ("malformed", 1), ("wrong_amount", 5)]
)
def test_forged_notifications_call_once_an_hour_and_signed_ones_each_time(
    finance, deliver_all, verdict, notices
):
    for number in range(5):
        happen(NotificationRefused(notification_id=number, gateway="alipay", verdict=verdict))
    deliver_all()

    assert len(told(finance)) == notices
    assert told(finance)[0][1] == f"/admin/payments/notification/?verdict__exact={verdict}"


def test_frozen_staff_are_not_called(finance, deliver_all):
    finance.status = "frozen"
    finance.save()

    happen(RefundFailed(reference="DD1", refund_id=7, code="X"))
    deliver_all()

    assert told(finance) == []
