import pytest
from django.utils import timezone
from django.utils.translation import override

from orders.models import Order
from orders.selectors.staff_order_page import staff_order
from orders.services.cancellation import cancel_order
from tests.factories.fulfilment import held_order
from tests.factories.inventory import TESTS
from tests.factories.orders import place

pytestmark = pytest.mark.django_db

READ_IT = {"en": "The customer left a remark: read it.", "zh-hans": "客户有留言，请查看。"}


def seen(order: Order, language: str) -> tuple[list[str], list[str]]:
    """Return the reasons of the findings and of the time line, as a reader finds them."""
    with override(language):
        page = staff_order(order.pk, at=timezone.now())
    assert page is not None
    held = [f.reason for check in page.checks for f in check.findings if not f.passed]
    return held, [step.reason for step in page.happenings if step.reason]


@pytest.mark.req("ORD-11")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_reader_is_told_in_his_language_why_the_rules_held_an_order(language):
    with override("en" if language == "zh-hans" else "zh-hans"):
        order = held_order(remark="请送到门卫")

    held, told = seen(order, language)

    assert held == told == [READ_IT[language]]


def test_the_figures_of_a_reason_are_kept():
    order = held_order(remark="请送到门卫")
    finding = order.checks.get().findings.get(passed=False)
    finding.code, finding.params = "not_paid", {"captured": "1.00", "total": "118.00"}
    finding.save()

    held, _told = seen(order, "en")

    assert held == ["The payments do not reach the total: ¥1.00 of ¥118.00."]


def test_words_that_an_older_version_stored_stay_readable():
    order = held_order(remark="请送到门卫")
    order.checks.get().findings.filter(passed=False).update(code="", params={}, reason="旧的说法")
    order.history.filter(to_state="held").update(reason="旧的说法")

    assert seen(order, "en") == (["旧的说法"], ["旧的说法"])


def test_why_an_order_was_cancelled_is_said_in_the_language_of_the_reader(customer):
    order = place(customer)
    with override("zh-hans"):
        cancel_order(order_id=order.pk, reason=Order.CancelReason.CUSTOMER, actor=TESTS)

    _held, told = seen(order, "en")

    assert told == ["cancelled by the customer"]
