"""What operators decide about payments."""

from datetime import time
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, PolicyNotValid, policy


class PaymentPolicies(Policies):
    group = "payments"
    title = _("Payments")

    query_seconds: int = policy(
        20,
        label=_("Seconds between two questions to the gateway"),
        help_text=_("A payment whose notification was lost is found after this time."),
        minimum=5,
        maximum=300,
    )
    grace_minutes: int = policy(
        10,
        label=_("Minutes after the deadline in which we still ask the gateway"),
        minimum=1,
        maximum=1440,
    )

    parts_least: Decimal = policy(
        Decimal(500),
        label=_("Least amount of a part (¥)"),
        help_text=_("An order may be paid in parts, none of them below this amount."),
        minimum=Decimal("0.01"),
        maximum=1_000_000,
    )
    transfer_days: int = policy(
        3,
        label=_("Days to pay by bank transfer"),
        help_text=_("From when the customer chooses it; the stock stays reserved as long."),
        minimum=1,
        maximum=7,
    )
    transfer_second_person: Decimal = policy(
        Decimal(50_000),
        label=_("Bank transfers confirmed by two people from (¥)"),
        minimum=0,
        maximum=1_000_000_000,
    )
    refund_second_person: Decimal = policy(
        Decimal(5000),
        label=_("Refunds approved by two people from (¥)"),
        help_text=_("What one person gave back of the same order alone counts along."),
        minimum=0,
        maximum=1_000_000_000,
    )
    refund_days: int = policy(
        5,
        label=_("Days after which a refund on its way is looked at"),
        help_text=_("A gateway that has not sent it by then is asked by a person."),
        minimum=1,
        maximum=60,
    )
    parts_most: int = policy(4, label=_("Most parts of a payment"), minimum=1, maximum=10)
    keep_refused_days: int = policy(
        90,
        label=_("Days for which refused notifications are kept"),
        help_text=_("What somebody sent in the name of a gateway. Their counts by day stay."),
        minimum=7,
        maximum=1095,
    )


_NO_LIMIT = _("0 means: no limit.")
_MOST = Decimal(100_000_000)


class PaymentLimits(Policies):
    """Per gateway code `<code>_least` and `<code>_most`: outside of them it is not offered."""

    group = "payment_limits"
    title = _("Amounts by way of paying")

    alipay_least: Decimal = policy(
        Decimal("0.01"), label=_("Alipay from (¥)"), minimum=0, maximum=_MOST
    )
    alipay_most: Decimal = policy(
        Decimal(0), label=_("Alipay up to (¥)"), help_text=_NO_LIMIT, minimum=0, maximum=_MOST
    )
    wechat_least: Decimal = policy(
        Decimal("0.01"), label=_("WeChat Pay from (¥)"), minimum=0, maximum=_MOST
    )
    wechat_most: Decimal = policy(
        Decimal(0), label=_("WeChat Pay up to (¥)"), help_text=_NO_LIMIT, minimum=0, maximum=_MOST
    )
    unionpay_least: Decimal = policy(
        Decimal("0.01"), label=_("UnionPay from (¥)"), minimum=0, maximum=_MOST
    )
    unionpay_most: Decimal = policy(
        Decimal(0), label=_("UnionPay up to (¥)"), help_text=_NO_LIMIT, minimum=0, maximum=_MOST
    )
    transfer_least: Decimal = policy(
        Decimal(1000), label=_("Bank transfer from (¥)"), minimum=0, maximum=_MOST
    )
    transfer_most: Decimal = policy(
        Decimal(0),
        label=_("Bank transfer up to (¥)"),
        help_text=_NO_LIMIT,
        minimum=0,
        maximum=_MOST,
    )


class RiskPolicies(Policies):
    group = "risk"
    title = _("Risk of payments")

    code_from: int = policy(
        40,
        label=_("Points from which a code is asked for before paying"),
        help_text=_("Sent to the customer's mobile number."),
        minimum=1,
        maximum=10_000,
    )
    hold_from: int = policy(
        60,
        label=_("Points from which an order is held for a person"),
        help_text=_("It can be paid, and waits in the order check."),
        minimum=1,
        maximum=10_000,
    )
    refuse_from: int = policy(
        100,
        label=_("Points from which an order is refused"),
        help_text=_("It is not placed. The customer is asked to turn to the service."),
        minimum=1,
        maximum=10_000,
    )
    second_person: bool = policy(
        default=True,
        label=_("A rule is put in force and retired by two people"),
        help_text=_(
            "One drafts it or proposes to retire it, another agrees: a rule can hold the orders of"
            " honest customers, and a retired one lets the others through."
        ),
    )
    keep_days: int = policy(
        180,
        label=_("Days that risk assessments are kept"),
        help_text=_("Rules look back no further, and can be tried on these days."),
        minimum=30,
        maximum=1095,
    )

    def check(self) -> None:
        check_thresholds(
            code_from=self.code_from, hold_from=self.hold_from, refuse_from=self.refuse_from
        )


def check_thresholds(*, code_from: int, hold_from: int, refuse_from: int) -> None:
    """Raise PolicyNotValid where a harder answer would be given to fewer points than a softer."""
    if not code_from <= hold_from <= refuse_from:
        raise PolicyNotValid(
            _("Points for a code, for holding and for refusing have to rise in this order.")
        )


class ReconciliationPolicies(Policies):
    group = "reconciliation"
    title = _("Reconciliation with gateways")

    fetch_from: time = policy(
        time(9, 10),
        label=_("Ask for yesterday's statements from this time on"),
        help_text=_(
            "Gateways write them in the morning; until one is there it is asked for again."
        ),
    )
    second_person_above: Decimal = policy(
        Decimal("500.00"),
        label=_("A difference above this amount needs a second person"),
        minimum=0,
        maximum=1_000_000,
    )
    midnight_minutes: int = policy(
        10,
        label=_("Minutes around midnight in which a payment may be in the neighbour day"),
        help_text=_("What is missing is reported when the neighbour's statement lacks it too."),
        minimum=1,
        maximum=120,
    )
    alipay_fee_percent: Decimal = policy(
        Decimal("0.60"),
        label=_("Fee of Alipay in percent"),
        help_text=_("As agreed in the contract. 0: fees are not compared."),
        minimum=0,
        maximum=10,
    )
    wechat_fee_percent: Decimal = policy(
        Decimal("0.60"), label=_("Fee of WeChat Pay in percent"), minimum=0, maximum=10
    )
    unionpay_fee_percent: Decimal = policy(
        Decimal("0.60"), label=_("Fee of UnionPay in percent"), minimum=0, maximum=10
    )
    keep_lines_days: int = policy(
        190,
        label=_("Days for which the lines of statements are kept"),
        help_text=_("The files themselves, the sums and the differences stay."),
        minimum=31,
        maximum=3650,
    )
