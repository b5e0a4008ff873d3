"""Why a payment failed, in four groups, each with its advice.

Codes of Alipay: protocols of `alipay.trade.*`, table of `ACQ.` sub-codes. Of UnionPay: `respCode`.
Of WeChat Pay: the `code` of its answers.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FailureGroup(StrEnum):
    BANK = "bank"
    NETWORK = "network"
    LIMIT = "limit"
    PROVIDER = "provider"


ADVICE: dict[str, str | Promise] = {
    FailureGroup.BANK: _(
        "Balance or card was refused. Choose another card or another way of paying."
    ),
    FailureGroup.NETWORK: _("The connection was unstable. Please try again."),
    FailureGroup.LIMIT: _(
        "A payment limit was reached. Raise it in your bank's app, or pay another way."
    ),
    FailureGroup.PROVIDER: _("The payment service has a problem. Try again later or another way."),
}

# Our own code for a refund that its gateway brought to our bank account instead.
RETURNED = "RETURNED"

# Refunds that lie stuck at a gateway which can send them another way: its code for them.
STUCK_AT = {"wechat": "ABNORMAL"}

# What finance does about a refund that its gateway refused, by the gateway's code.
REFUND_ADVICE: dict[str, str | Promise] = {
    "ABNORMAL": _(
        "WeChat could not give the money back: the payer's account or card is closed. Send it to a"
        " bank card that the customer names, or take it back to the shop's own account and pay the"
        " customer by bank. If you did so on WeChat's merchant platform, try again: that only asks."
    ),
    RETURNED: _(
        "The gateway paid this money into the shop's own bank account; it is booked there, so do"
        " not enter it as a receipt. The customer has nothing yet: pay by bank and note it here."
    ),
    "BY_HAND": _(
        "No gateway sends this one: pay it by bank to the account that the money came from. The"
        " bank shows that account beside the serial number of the received transfer. Then note the"
        " serial number of your payment here."
    ),
    "USER_ACCOUNT_ABNORMAL": _(
        "The payer's WeChat account is closed, so WeChat can give nothing back. Ask the customer"
        " for a bank account, pay there and note it here."
    ),
}

# Our own code for a gateway that could not be reached when the payer set out.
NO_CONNECTION = "NO_CONNECTION"

_GROUPS = {
    FailureGroup.BANK: {
        "BUYER_BALANCE_NOT_ENOUGH",
        "BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
        "ERROR_BALANCE_PAYMENT_DISABLE",
        "NO_PAYMENT_INSTRUMENTS_AVAILABLE",
        "PAYMENT_REQUEST_HAS_RISK",
        "BUYER_ENABLE_STATUS_FORBID",
        # WeChat Pay
        "NOT_ENOUGH",
        "ACCOUNT_ERROR",
        "USER_ACCOUNT_ABNORMAL",
    },
    FailureGroup.LIMIT: {
        "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
        "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
        "PRODUCT_AMOUNT_LIMIT_ERROR",
        "BEYOND_PAY_RESTRICTION",
        "BEYOND_PER_RECEIPT_RESTRICTION",
        "BEYOND_PER_RECEIPT_DAY_RESTRICTION",
        "BEYOND_PER_RECEIPT_SINGLE_RESTRICTION",
        # WeChat Pay
        "RULE_LIMIT",
        "RULELIMIT",
    },
    FailureGroup.NETWORK: {NO_CONNECTION},
}

_LIMITS_OF_ALIPAY = "MERCHANT_PERM_RECEIPT_"  # of several kinds
_UNIONPAY = {
    FailureGroup.BANK: {
        *("01", "30", "38", "60", "61", "62", "63", "64", "65", "66", "67", "68"),
        *("69", "71", "72", "73", "76", "77"),
    },
    FailureGroup.LIMIT: {"33", "78"},
    FailureGroup.NETWORK: {"03", "70"},
}


def failure_group(code: str) -> FailureGroup:
    """Return the group of a gateway's code; what is unknown is the provider's problem."""
    bare = code.removeprefix("ACQ.").removeprefix("AQC.")
    if bare.startswith(_LIMITS_OF_ALIPAY):
        return FailureGroup.LIMIT
    for table in (_GROUPS, _UNIONPAY):
        for group, codes in table.items():
            if bare in codes:
                return group
    return FailureGroup.PROVIDER
