"""What operators decide about payments."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


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
