"""No page of the back office of goods, stock and marketing opens without a right of its own."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from tests.factories.catalog import ProductFactory
from tests.factories.content import ArticleFactory
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-01", "SEC-03")]

APPS = ("catalog", "inventory", "marketing")
# Django's own pages ask for the right of the row that they show.
OF_DJANGO = ("add", "autocomplete", "change", "changelist", "delete", "history")
# Reading is enough for these.
READING = {"catalog_qualification_scan", "inventory_stocklevel_ledger_here"}


def own_pages(patterns=None) -> Iterator[URLPattern]:
    for pattern in admin.site.urls[0] if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from own_pages(pattern.url_patterns)
        elif pattern.name and is_own(pattern.name):
            yield pattern


def is_own(name: str) -> bool:
    return name.split("_", maxsplit=1)[0] in APPS and name.rpartition("_")[2] not in OF_DJANGO


PAGES = sorted({pattern.name: pattern for pattern in own_pages()}.items())


def address(pattern: URLPattern) -> str:
    """Fill the page's places with things that are there, so that nothing else is missing."""
    known = {
        "product_id": ProductFactory(price="10.00").pk,
        "article_id": ArticleFactory().pk,
        "name": "submit",
        "number": ProductFactory().number,
        "object_id": 1,
    }
    names = pattern.pattern.converters or pattern.pattern.regex.groupindex
    return reverse(f"admin:{pattern.name}", kwargs={name: known.get(name, 1) for name in names})


def client_with(*permissions: Permission) -> Client:
    member = UserFactory(staff=True)
    member.user_permissions.set(permissions)
    client = Client()
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


@pytest.mark.parametrize(("name", "pattern"), PAGES, ids=[name for name, _pattern in PAGES])
def test_who_may_only_look_does_nothing_by_a_page_of_ours(name, pattern):
    viewing = Permission.objects.filter(codename__startswith="view_")
    page = address(pattern)

    answers = [client_with().post(page)]
    if name not in READING:
        answers += [client_with(*viewing).get(page), client_with(*viewing).post(page)]

    assert not [answer.status_code for answer in answers if answer.status_code not in {403, 405}]
    assert answers[-1].status_code == 403


def test_the_pages_are_found():
    assert {"catalog_product_skus", "marketing_article_step", "inventory_skusupply_sheet"} <= {
        name for name, _pattern in PAGES
    }
