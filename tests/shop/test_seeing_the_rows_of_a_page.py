"""Rows that belong to a page of the back office are seen by whoever may see the page."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from payments.models import LedgerEntry
from shop.roles import ROLES
from shop.services.roles import ensure_roles, give_role
from tests.factories.catalog import SkuFactory
from tests.factories.customers import AddressFactory, UserFactory
from tests.factories.fulfilment import packed_order, ship, shipments
from tests.factories.inventory import BinFactory
from tests.factories.payments import make_paid_plan

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-01")]


def member(role: str):
    ensure_roles()
    person = UserFactory(staff=True)
    give_role(user_id=person.pk, code=role)
    return type(person).objects.get(pk=person.pk)


def page_of(role: str, row: Model) -> str:
    client = Client()
    client.force_login(member(role), backend="customers.backends.IdentityBackend")
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_whoever_may_see_a_page_sees_all_its_rows(rf, role):
    request = rf.get("/")
    request.user = member(role)

    hidden = [
        f"{inline.__name__} of {model.__name__}"
        for model, page in admin.site._registry.items()
        if page.has_view_permission(request)
        for inline in page.inlines
        if inline not in map(type, page.get_inline_instances(request, model()))
    ]

    assert hidden == []


def test_finance_sees_both_sides_of_an_entry():
    make_paid_plan(total="99.90")

    page = page_of("finance", LedgerEntry.objects.get())

    assert "customers" in page
    assert "at the gateway" in page
    assert "-99.90" in page
    assert "clearing alipay" not in page  # the cells say it, in words of people


def test_service_sees_where_a_customer_lives_by_a_mask():
    address = AddressFactory()

    page = page_of("customer_service", address.user)

    assert address.phone not in page
    assert address.phone[:3] + "****" in page


def test_who_may_only_look_at_a_page_changes_none_of_its_rows():
    sku = SkuFactory(price="59.00")
    product = page_of("analyst", sku.product)
    warehouse = page_of("operations_supervisor", BinFactory(code="A-01").warehouse)

    assert sku.code in product
    assert "A-01" in warehouse
    assert 'name="skus-0-sale_price"' not in product
    assert 'name="bins-0-code"' not in warehouse


def test_the_warehouse_sees_what_is_in_a_shipment_and_service_where_its_parcel_is():
    order = packed_order()
    shipment = ship(shipments(order)[0])
    parcel = shipment.parcels.get()
    parcel.events.create(at=parcel.created_at, text="Beijing left")

    assert order.lines.get().title in page_of("warehouse_worker", shipment)
    assert "Beijing left" in page_of("customer_service", parcel)
