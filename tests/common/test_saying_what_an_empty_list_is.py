"""A list of the back office without rows says what it is; it offers to reset what was set."""

import pytest
from django.contrib import admin
from django.urls import reverse

from payments.models import Difference

pytestmark = pytest.mark.django_db

DIFFERENCES = reverse("admin:payments_difference_changelist")
RECEIPTS = reverse("admin:payments_bankreceipt_changelist")
RESET = "Reset filters"
EXPLAINED = "There is nothing to settle."


def test_an_empty_list_says_what_it_is_and_offers_nothing_to_reset(clerk_client):
    page = clerk_client.get(DIFFERENCES, headers={"accept-language": "en"}).content.decode()

    assert EXPLAINED in page
    assert RESET not in page
    assert "Create a new item" not in page


@pytest.mark.parametrize("asked", ["?q=K1", "?state__exact=open", "?day__year=2026"])
def test_a_search_or_a_filter_that_finds_nothing_can_be_reset(clerk_client, asked):
    page = clerk_client.get(DIFFERENCES + asked, headers={"accept-language": "en"})

    assert page.status_code == 200
    assert RESET in page.content.decode()
    assert EXPLAINED not in page.content.decode()
    assert Difference.objects.count() == 0


def test_who_may_add_is_offered_to(clerk_client):
    page = clerk_client.get(RECEIPTS, headers={"accept-language": "en"}).content.decode()

    assert "import the bank&#x27;s sheet" in page
    assert "Add bank receipt" in page


def test_every_list_of_payments_says_what_fills_it():
    lists = [one for one in admin.site._registry.values() if one.opts.app_label == "payments"]

    assert [str(one) for one in lists if not getattr(one, "empty_text", "")] == []
