"""Two editors who save one product in the same moment."""

from functools import partial
from threading import Barrier

import pytest
from django.test import Client

from catalog.forms import meanwhile
from catalog.models import Product
from catalog.selectors.edit_state import edit_state
from tests.catalog.test_working_on_products import change, form_of
from tests.factories.catalog import ProductFactory
from tests.factories.customers import UserFactory
from tests.support.together import PATIENCE, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

EDITORS = 4
ROUNDS = 3


def _editor():
    client = Client()
    user = UserFactory(staff=True, is_superuser=True)
    client.force_login(user, backend="customers.backends.IdentityBackend")
    return client


def _saved_at_once(begin=lambda: None):
    """Let everybody save another title at once; return how many were told that they had."""
    product = ProductFactory(title="旧标题")
    clients = [_editor() for _ in range(EDITORS)]
    data = form_of(clients[0], product)
    begin()
    outcomes = run_together(
        [
            partial(client.post, change(product), data | {"title": f"标题{n}"})
            for n, client in enumerate(clients)
        ]
    )
    assert [outcome.error for outcome in outcomes] == [None] * EDITORS
    assert Product.objects.get(pk=product.pk).title != "旧标题"
    return sum(outcome.value.status_code == 302 for outcome in outcomes)


def test_one_saves_and_all_others_are_told():
    assert [_saved_at_once() for _ in range(ROUNDS)] == [1] * ROUNDS


def test_without_holding_the_product_one_writes_over_another(monkeypatch):
    monkeypatch.setattr(meanwhile, "hold_for_edit", lambda **_product: None)
    all_have_looked = Barrier(EDITORS)

    def look_and_wait(*arguments):
        state = edit_state(*arguments)
        all_have_looked.wait(PATIENCE)
        return state

    begin = partial(monkeypatch.setattr, meanwhile, "edit_state", look_and_wait)
    assert _saved_at_once(begin) > 1
