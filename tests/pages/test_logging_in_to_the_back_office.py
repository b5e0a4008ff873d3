import pytest
from django.urls import reverse

from tests.factories.customers import UserFactory

pytestmark = pytest.mark.django_db


def test_who_opens_the_log_in_itself_ends_in_the_back_office(client):
    UserFactory(username="ming", is_staff=True, password="right-horse-1")

    page = client.get(reverse("admin:login"), follow=True)
    answer = client.post(
        page.context["app_path"], {"username": "ming", "password": "right-horse-1"}
    )

    assert answer.url == reverse("admin:index")
