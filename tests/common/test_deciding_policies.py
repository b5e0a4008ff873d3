from datetime import time
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from shop.common.actors import process
from shop.common.freshness import SITE, changes_of, reading_at
from shop.common.models import PolicyValue
from shop.common.policies import (
    Policies,
    PolicyNotValid,
    _memo,
    asking_once,
    forget_policies,
    policies,
    policy,
    set_policies,
    set_policy,
)
from tests.factories.customers import UserFactory
from tests.support.policies import decide

ACTOR = process("test")


class TeaPolicies(Policies):
    group = "tests_tea"
    title = "Tea"

    minutes: int = policy(3, label="Minutes to draw", minimum=1, maximum=10)
    dose: Decimal = policy(Decimal("2.5"), label="Grams", minimum=Decimal("0.5"))
    is_served: bool = policy(True, label="Served")
    kind: str = policy("green", label="Kind", choices=(("green", "Green"), ("black", "Black")))
    opens: time = policy(time(9), label="Opens")
    breaks: list[time] = policy([time(10), time(16)], label="Breaks")
    words: list[str] = policy(["hot"], label="Words")


def put(name, value):
    set_policy(group=TeaPolicies, name=name, value=value, actor=ACTOR)


@pytest.mark.django_db
def test_a_policy_has_its_default_until_somebody_decides():
    tea = policies(TeaPolicies)

    assert (tea.minutes, tea.dose, tea.breaks) == (3, Decimal("2.5"), [time(10), time(16)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", 7),
        ("dose", Decimal("0.75")),
        ("is_served", False),
        ("kind", "black"),
        ("opens", time(8, 30)),
        ("breaks", [time(11)]),
        ("words", ["hot", "sweet"]),
    ],
)
def test_what_was_decided_is_read_with_its_type(name, value):
    put(name, value)

    assert getattr(policies(TeaPolicies), name) == value
    assert PolicyValue.objects.get().changed_by_process == "test"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", 0), ("minutes", 11), ("minutes", "5"), ("minutes", True),
        ("dose", Decimal("0.4")), ("kind", "red"), ("words", [1]),
    ],
)  # fmt: skip
def test_an_impossible_value_is_refused(name, value):
    with pytest.raises(PolicyNotValid):
        put(name, value)

    assert not PolicyValue.objects.exists()


@pytest.mark.django_db
def test_an_unchanged_value_is_not_written():
    set_policies(group=TeaPolicies, values={"minutes": 3, "kind": "black"}, actor=ACTOR)

    assert [row.key for row in PolicyValue.objects.all()] == ["tests_tea.kind"]


@pytest.mark.django_db
def test_warm_policies_cost_no_query(django_assert_num_queries):
    policies(TeaPolicies)

    with django_assert_num_queries(0):
        policies(TeaPolicies)


@pytest.mark.django_db(transaction=True)
def test_a_change_reaches_other_processes_through_the_cache(django_assert_num_queries):
    policies(TeaPolicies)
    put("minutes", 7)
    policies(TeaPolicies)

    _memo.clear()  # as in a process whose memory has run out
    with django_assert_num_queries(0):
        assert policies(TeaPolicies).minutes == 7


def decide_elsewhere(minutes):
    """Decide as another process does: what this one remembers stays as it is."""
    PolicyValue.objects.update_or_create(
        key="tests_tea.minutes", defaults={"value": minutes, "changed_at": timezone.now()}
    )
    cache.set("policies:version", f"after-{minutes}", None)


@pytest.mark.django_db
def test_the_next_request_of_every_process_sees_what_was_decided():
    with asking_once():
        assert policies(TeaPolicies).minutes == 3

    decide_elsewhere(7)

    with asking_once():
        assert policies(TeaPolicies).minutes == 7


@pytest.mark.django_db
def test_without_asking_a_process_would_believe_what_it_remembers():
    """The control: a worker's three seconds."""
    assert policies(TeaPolicies).minutes == 3

    decide_elsewhere(7)

    assert policies(TeaPolicies).minutes == 3


@pytest.mark.django_db
def test_a_kept_page_sees_what_a_process_decided_that_died_before_it_told():
    with asking_once():
        policies(TeaPolicies)
    with reading_at(changes_of((SITE,))):
        assert policies(TeaPolicies).minutes == 3

    PolicyValue.objects.create(key="tests_tea.minutes", value=7, changed_at=timezone.now())

    with reading_at(changes_of((SITE,))):
        assert policies(TeaPolicies).minutes == 7
    with asking_once():  # the control: nobody told Valkey
        assert policies(TeaPolicies).minutes == 3


@pytest.mark.django_db
def test_a_request_reads_on_what_it_decided_itself(django_capture_on_commit_callbacks):
    with asking_once(), django_capture_on_commit_callbacks(execute=True):
        assert policies(TeaPolicies).minutes == 3
        put("minutes", 7)

    with asking_once():
        assert policies(TeaPolicies).minutes == 7


@pytest.mark.django_db
def test_policies_are_read_without_valkey(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "shop.common.cache.ForgivingCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    PolicyValue.objects.create(
        key="tests_tea.minutes", value=5, changed_at="2026-11-22T00:00:00+08:00"
    )
    forget_policies()

    assert policies(TeaPolicies).minutes == 5


@pytest.mark.django_db
def test_a_test_decides_for_itself():
    decide(TeaPolicies, minutes=1)

    assert policies(TeaPolicies).minutes == 1


def test_a_default_out_of_its_limits_does_not_start():
    with pytest.raises(PolicyNotValid):

        class BadPolicies(Policies):
            group = "tests_bad"

            minutes: int = policy(0, label="Minutes", minimum=1)


def test_two_groups_of_one_name_do_not_start():
    with pytest.raises(ImproperlyConfigured):

        class OtherPolicies(Policies):
            group = "tests_tea"

            minutes: int = policy(1, label="Minutes")


@pytest.fixture
def manager(client):
    user = UserFactory(staff=True, is_superuser=True)
    client.force_login(user, backend="customers.backends.IdentityBackend")
    return user


def tea_form(**changes):
    form = {
        "section": "tests_tea", "tests_tea-minutes": "5", "tests_tea-dose": "2.5",
        "tests_tea-is_served": "on", "tests_tea-kind": "green", "tests_tea-opens": "09:00",
        "tests_tea-breaks": "10:00, 16:00", "tests_tea-words": "hot",
    }  # fmt: skip
    return form | changes


@pytest.mark.django_db(transaction=True)
def test_operators_decide_on_one_page(client, manager):
    page = reverse("admin:common_policyvalue_changelist")

    answer = client.post(page, tea_form(**{"tests_tea-breaks": "10:30、15:00"}))

    assert answer.status_code == 302
    assert policies(TeaPolicies).minutes == 5
    assert policies(TeaPolicies).breaks == [time(10, 30), time(15)]
    assert PolicyValue.objects.get(key="tests_tea.minutes").changed_by == manager
    shown = client.get(page).content.decode()
    assert "tests_tea.minutes" in shown  # the history


@pytest.mark.django_db
def test_the_page_refuses_an_impossible_value_beside_the_field(client, manager):
    page = reverse("admin:common_policyvalue_changelist")

    answer = client.post(page, tea_form(**{"tests_tea-minutes": "99"}))

    assert answer.status_code == 200
    assert answer.context["sections"]
    errors = [section.form.errors for section in answer.context["sections"] if section.form.errors]
    assert list(errors[0]) == ["minutes"]
    assert not PolicyValue.objects.exists()


@pytest.mark.django_db
def test_staff_without_the_right_cannot_see_or_decide(client):
    user = UserFactory(staff=True)
    client.force_login(user, backend="customers.backends.IdentityBackend")
    page = reverse("admin:common_policyvalue_changelist")

    answers = [client.get(page), client.post(page, tea_form())]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not PolicyValue.objects.exists()
