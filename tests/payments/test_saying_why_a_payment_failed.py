"""Causes of three gateways in four groups, each with its own advice beside the ways of paying."""

import re

import pytest

from payments.failures import ADVICE, FailureGroup, failure_group
from payments.services.attempts import mark_attempt_refused
from tests.factories.payments import make_attempt, make_merchant, make_plan

CAUSES = {
    FailureGroup.BANK: [
        "ACQ.BUYER_BALANCE_NOT_ENOUGH",
        "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
        "ACQ.ERROR_BALANCE_PAYMENT_DISABLE",
        "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
        "ACQ.PAYMENT_REQUEST_HAS_RISK",
        "NOT_ENOUGH",
        "ACCOUNT_ERROR",
        "USER_ACCOUNT_ABNORMAL",
        *("01", "30", "38", "60", "61", "63", "64", "65", "66", "67", "73"),
    ],
    FailureGroup.LIMIT: [
        "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
        "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
        "ACQ.PRODUCT_AMOUNT_LIMIT_ERROR",
        "ACQ.BEYOND_PAY_RESTRICTION",
        "ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION",
        "ACQ.MERCHANT_PERM_RECEIPT_DAY_LIMIT",
        "RULE_LIMIT",
        *("33", "78"),
    ],
    FailureGroup.NETWORK: ["03", "70"],
    FailureGroup.PROVIDER: [
        *("ACQ.SYSTEM_ERROR", "AQC.SYSTEM_ERROR", "20000"),
        *("BANK_ERROR", "FREQUENCY_LIMITED", "SYSTEM_ERROR"),
        *("02", "06", "39", "99", "never heard of"),
    ],
}


@pytest.mark.req("PAY-09")
@pytest.mark.parametrize(
    ("code", "group"), [(code, group) for group, codes in CAUSES.items() for code in codes]
)
def test_every_cause_has_its_group(code, group):
    assert failure_group(code) == group


@pytest.mark.django_db
@pytest.mark.req("PAY-08", "PAY-09")
@pytest.mark.parametrize("group", FailureGroup)
def test_each_group_has_its_own_advice_beside_the_ways_of_paying(customer, customer_client, group):
    make_merchant()
    attempt = make_attempt(make_plan(customer=customer))
    mark_attempt_refused(attempt_id=attempt.pk, code=CAUSES[group][0])

    page = customer_client.get("/pay/DD1/").text

    shown = re.findall(r'class="alert alert-error".*?<p>(.*?)</p>', page, re.DOTALL)
    assert [text.replace("&#x27;", "'") for text in shown] == [str(ADVICE[group])]
    assert "Pay again, or another way" in page
    assert set(re.findall(r'name="way"\s+value="([^"]+)"', page)) == {"alipay:page", "alipay:qr"}


def test_no_two_groups_give_the_same_advice():
    assert len({str(advice) for advice in ADVICE.values()}) == len(FailureGroup) == 4
