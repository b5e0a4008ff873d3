"""The desks where staff work on orders, as tests open them."""

from django.test import Client
from django.urls import reverse

from orders.models import Order
from tests.cast import grant
from tests.factories.customers import UserFactory

LIST = "/admin/orders/order/"
ENGLISH = {"accept-language": "en"}


def client_with(*permissions: str) -> Client:
    client = Client(headers=ENGLISH)
    member = grant(UserFactory(staff=True), *permissions)
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


def page_of(order: Order) -> str:
    return f"{LIST}{order.pk}/change/"


def step(order: Order, code: str) -> str:
    return reverse("admin:orders_order_step", args=[order.pk, code])


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def shown(client: Client, **query: str) -> list[Order]:
    return list(client.get(LIST, query).context["cl"].result_list)
