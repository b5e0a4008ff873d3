from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from orders.models import Order
from payments.models import Refund
from shop.common.messages import Recipient, send_message
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory
from tests.factories.fulfilment import held_order, packed_order, ready_order
from tests.factories.orders import make_sku, place
from tests.factories.payments import make_paid_plan

pytestmark = pytest.mark.django_db

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def home_of(role: str):
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code=role)
    client = Client(headers={"accept-language": "en"})
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client.get(reverse("admin:index"))


def work_of(page) -> dict[str, tuple[int, int]]:
    """Count and late ones by title."""
    return {
        str(item.title): (item.waiting.count, item.waiting.late) for item in page.context["work"]
    }


def test_staff_log_in_by_what_they_know(client):
    page = client.get("/admin/login/?next=/admin/").content.decode()

    assert "User name or mobile number" in page
    assert "Customer number" not in page


def test_an_operator_sees_what_is_to_decide_and_what_is_late_first():
    held_order()
    late = held_order()
    Order.objects.filter(pk=late.pk).update(ship_by=timezone.now() - timedelta(hours=1))
    ready_order()

    page = home_of("operations_specialist")

    work = work_of(page)
    assert list(work.items())[:2] == [
        ("Orders to decide", (2, 1)),
        ("Orders to be shipped", (1, 0)),
    ]
    first = page.context["work"][0]
    assert first.address == "/admin/orders/order/?work=held"
    assert "1 late" in page.content.decode()


def test_a_list_of_the_home_leads_to_as_many_rows_as_it_counts(clerk_client):
    sku = make_sku(on_hand=50)
    held_order(sku=sku)
    ready_order(sku=sku)
    packed_order(sku=sku)

    page = clerk_client.get(reverse("admin:index"))

    orders = [item for item in page.context["work"] if "/orders/order/?" in item.address]
    assert len(orders) == 4
    for item in orders:
        rows = clerk_client.get(item.address).context["cl"].result_count
        assert rows == item.waiting.count, item.title


def test_a_worker_sees_the_warehouse_and_nothing_of_money():
    sku = make_sku(on_hand=50)
    ready_order(sku=sku)
    packed_order(sku=sku)

    page = home_of("warehouse_worker")

    assert work_of(page) == {
        "Shipments to pick": (1, 0),
        "Shipments being picked": (0, 0),
        "Shipments packed, to hand over": (1, 0),
        "Parcels in trouble on their way": (0, 0),
        "SKUs with low stock": (0, 0),
    }
    assert page.context["figures"] == []
    assert "¥" not in page.content.decode()


def test_trouble_with_money_stands_first_for_finance():
    plan = make_paid_plan()
    Refund.objects.create(plan=plan, amount="5.00", cause_key="case:1", state="failed")

    page = home_of("finance")

    (first, *_others) = page.context["work"]
    assert (str(first.title), first.waiting.count, first.is_trouble) == (
        "Refunds that the gateway refused",
        1,
        True,
    )
    assert first.address == "/admin/payments/refund/?state__exact=failed"


@time_machine.travel(NOON)
def test_the_day_so_far_is_compared_with_yesterday_at_this_time(customer):
    place(customer)
    paid = ready_order()
    before = ready_order()
    a_day_ago = timezone.now() - timedelta(days=1)
    Order.objects.filter(pk=before.pk).update(
        placed_at=a_day_ago - timedelta(minutes=1), paid_at=a_day_ago - timedelta(seconds=30)
    )

    figures = {str(f.title): f for f in home_of("analyst").context["figures"]}

    placed, money = figures["Orders placed"], figures["Paid amount (GMV)"]
    assert (placed.today, placed.yesterday, placed.change) == ("2", "1", 100)
    assert (money.today, money.yesterday, money.change) == ("¥128.00", "¥128.00", 0)
    assert paid.total == before.total


def test_unread_notices_are_shown_with_their_link(clerk_client, clerk):
    send_message(
        kind="orders.staff_refund_failed",
        to=Recipient(user_id=clerk.pk, language="en"),
        params={"number": "DD1", "code": "X"},
        dedup_key="test",
        link="/admin/payments/refund/?q=DD1",
    )

    page = clerk_client.get(reverse("admin:index"))

    assert [notice.link for notice in page.context["notices"]] == ["/admin/payments/refund/?q=DD1"]


def test_one_without_a_role_is_told_so(powerless_staff):
    client = Client(headers={"accept-language": "en"})
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")

    page = client.get(reverse("admin:index"))

    assert page.context["work"] == []
    assert "Your role has no work list." in page.content.decode()
