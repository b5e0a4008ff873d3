"""The differences desk in a real browser: proposed by one, agreed by another."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from payments.models import Difference
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory
from tests.payments.test_reconciling_a_day import DAY, paid
from tests.support.statements import open_bookhouse, reconciled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def sign_in(live_server, page, context):
    def as_finance():
        ensure_roles()
        member = UserFactory(staff=True)
        give_role(user_id=member.pk, code="finance")
        client = Client()
        client.force_login(member, backend="customers.backends.IdentityBackend")
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/")
        return page

    return as_finance


@pytest.mark.req("PAY-13")
@pytest.mark.parametrize("width", [390, 1440])
def test_two_people_settle_a_difference_that_one_of_them_found(
    monkeypatch, sign_in, live_server, width
):
    house = open_bookhouse(monkeypatch)
    paid(total="900.00")
    house.days[DAY] = []
    reconciled(DAY)
    difference = Difference.objects.get()
    address = f"{live_server.url}/admin/payments/difference/{difference.pk}/"

    page = sign_in()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/admin/payments/difference/?state__exact=open")
    page.locator("#result_list a[href*='change']").first.click()
    page.locator(f"a[href$='/{difference.pk}/step/accept/']").click()
    page.fill("#id_reason", "closed by the gateway")
    page.locator("form button[type=submit]").last.click()
    expect(page.locator(f"a[href$='/{difference.pk}/step/send-back/']")).to_be_visible()
    expect(page.locator(f"a[href$='/{difference.pk}/step/approve/']")).to_have_count(0)

    page = sign_in()
    page.goto(f"{address}change/")
    page.locator(f"a[href$='/{difference.pk}/step/approve/']").click()
    page.locator("form button[type=submit]").last.click()
    expect(page).to_have_url(f"{address}change/")
    expect(page.locator("details ol li")).to_have_count(3)
    difference.refresh_from_db()
    assert difference.state == Difference.State.SETTLED
