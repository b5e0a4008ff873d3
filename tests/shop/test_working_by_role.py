from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from shop.roles import ROLES
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory

pytestmark = pytest.mark.django_db

# Which roles may open which page; everybody else is sent away with 403.
MATRIX = {
    "orders_order_changelist": {"manager", "supervisor", "specialist", "service", "finance"},
    "orders_pickwave_changelist": {"manager", "supervisor", "specialist", "warehouse"},
    "orders_pickwave_make": {"warehouse"},
    "orders_ship_desk": {"warehouse"},
    "catalog_product_changelist": {
        "manager", "supervisor", "specialist", "editor", "service", "marketing", "analyst",
    },
    "catalog_mediaasset_changelist": {
        "manager", "supervisor", "specialist", "editor", "marketing",
    },
    "catalog_product_add": {"manager", "supervisor", "specialist", "editor"},
    "inventory_stocklevel_changelist": {"manager", "supervisor", "specialist", "warehouse"},
    "inventory_stocklevel_movement": {"manager", "warehouse"},
    "inventory_warehouse_add": {"manager"},
    "marketing_review_changelist": {"manager", "supervisor", "specialist", "service"},
    "logistics_parcel_changelist": {"manager", "supervisor", "specialist", "warehouse", "service"},
    "payments_paymentplan_changelist": {
        "manager", "supervisor", "specialist", "service", "finance",
    },
    "payments_refund_changelist": {"manager", "finance"},
    "payments_notification_changelist": {"manager", "finance"},
    "payments_ledgerentry_balances": {"manager", "finance"},
    "customers_user_changelist": {"manager", "supervisor", "specialist", "service"},
    "common_policyvalue_changelist": {"manager"},
    "common_messagetemplate_changelist": {"manager"},
    "common_message_changelist": {"manager", "service"},
    "common_provideraccount_changelist": set(),
    "common_outboxdelivery_changelist": set(),
    "common_reveallog_changelist": {"manager"},
    "auth_group_changelist": set(),
    "shop_sitesettings_changelist": {"manager"},
    "marketing_homeblock_changelist": {"manager", "specialist", "editor", "marketing"},
    "marketing_homeblock_add": {"manager", "editor", "marketing"},
    "marketing_article_changelist": {"manager", "specialist", "editor", "marketing"},
    "marketing_article_add": {"manager", "editor", "marketing"},
    "marketing_helpgroup_changelist": {"manager", "specialist", "editor"},
    "shop_deadlink_changelist": {"manager", "editor"},
    "shop_outsidelink_changelist": {"manager", "editor"},
}  # fmt: skip
SHORT = {
    "operations_supervisor": "supervisor",
    "operations_manager": "manager",
    "operations_specialist": "specialist",
    "content_editor": "editor",
    "warehouse_worker": "warehouse",
    "customer_service": "service",
    "finance": "finance",
    "marketing": "marketing",
    "analyst": "analyst",
}


def exists(page: str) -> bool:
    try:
        return bool(reverse(f"admin:{page}"))
    except NoReverseMatch:
        return False


def client_of(role: str) -> Client:
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code=role)
    client = Client()
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


def opens(client: Client, page: str) -> bool:
    answer = client.get(reverse(f"admin:{page}"))
    assert answer.status_code in {200, 302, 403}, (page, answer.status_code)
    assert "/login/" not in answer.headers.get("Location", "")
    return answer.status_code != 403


def test_every_page_of_the_matrix_is_there():
    assert [page for page in MATRIX if not exists(page)] == []


@pytest.mark.parametrize("role", SHORT)
def test_a_role_opens_its_own_pages_and_no_others(role):
    client = client_of(role)

    pages = {page: roles for page, roles in MATRIX.items() if exists(page)}
    opened = {page for page in pages if opens(client, page)}

    assert opened == {page for page, roles in pages.items() if SHORT[role] in roles}


def test_staff_without_a_role_open_nothing(powerless_staff):
    client = Client()
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")

    assert not [page for page in MATRIX if exists(page) and opens(client, page)]


def test_a_customer_is_asked_to_log_in_as_staff(customer_client):
    answer = customer_client.get(reverse("admin:orders_order_changelist"))

    assert answer.status_code == 302
    assert "/admin/login/" in answer.headers["Location"]


def test_roles_are_made_once_and_keep_what_operators_made_of_them():
    made = ensure_roles()
    analyst = Group.objects.get(name="数据分析师")
    analyst.permissions.clear()

    assert len(made) == len(ROLES)
    assert ensure_roles() == []
    assert not analyst.permissions.exists()


def test_reset_puts_the_rights_of_all_roles_back():
    ensure_roles()
    extra = Permission.objects.get(codename="delete_user")
    analyst = Group.objects.get(name="数据分析师")
    analyst.permissions.add(extra)

    call_command("ensure_roles", "--reset", stdout=StringIO())

    assert extra not in analyst.permissions.all()
    assert analyst.permissions.exists()


def test_nobody_but_the_super_administrator_hands_out_roles_or_keys():
    guarded = {"auth.change_group", "common.change_provideraccount", "customers.add_user"}

    assert not [role.code for role in ROLES if role.permissions & guarded]


def titles(menu) -> dict[str, list[str]]:
    return {group["title"]: [item["title"] for item in group["items"]] for group in menu}


def menu_of(client: Client) -> dict[str, list[str]]:
    page = client.get(reverse("admin:index"), headers={"accept-language": "en"})
    return titles(page.context["sidebar_navigation"])


def test_the_menu_shows_the_jobs_of_a_role():
    shown = menu_of(client_of("warehouse_worker"))

    assert list(shown) == ["", "Warehouse", "Logistics"]
    assert shown["Warehouse"][:3] == ["Pick waves", "Ship desk", "Stock levels"]


def test_the_menu_of_one_without_rights_is_home_alone(powerless_staff):
    client = Client()
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")

    assert menu_of(client) == {"": ["Home"]}


def test_every_list_of_the_admin_stands_in_the_menu_of_the_super_administrator(clerk_client):
    page = clerk_client.get(reverse("admin:index"))

    links = {
        item["link"] for group in page.context["sidebar_navigation"] for item in group["items"]
    }
    lists = {model["admin_url"] for app in page.context["app_list"] for model in app["models"]}
    assert lists <= links


def test_one_entry_of_the_menu_is_marked(clerk_client):
    page = clerk_client.get(reverse("admin:orders_ship_desk"))

    marked = [
        item["link"]
        for group in page.context["sidebar_navigation"]
        for item in group["items"]
        if item["active"]
    ]
    assert marked == [reverse("admin:orders_ship_desk")]


@pytest.mark.req("SITE-16")
def test_an_editor_finds_what_to_write_in_menu_and_work_list():
    client = client_of("content_editor")

    page = client.get(reverse("admin:index"), headers={"accept-language": "en"})

    assert titles(page.context["sidebar_navigation"])["Content"] == [
        "Home page", "Banners", "Articles", "Help groups", "Dead links",
            "Links to other sites",
    ]  # fmt: skip
    work = [str(item.title) for item in page.context["work"]]
    assert {"Articles being written", "Dead links in our texts"} <= set(work)
    assert "Articles to check" not in work
