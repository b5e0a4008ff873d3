"""The columns of bank receipts in a sheet."""

from django.utils.translation import gettext_lazy as _

from shop.common.sheets.columns import Column, moment, money, text

RECEIPTS = (
    Column(
        name="gateway",
        titles=("支付渠道", "Gateway", "渠道"),
        read=text(40),
        is_required=True,
        hint=_("Its name or its code."),
        example="alipay",
    ),
    Column(
        name="day",
        titles=("结算日期", "Day of the payments", "账单日期"),
        read=moment,
        is_required=True,
        hint=_("The day whose payments the amount is for."),
        example="2026-11-20",
    ),
    Column(
        name="amount",
        titles=("到账金额", "Received amount", "金额"),
        read=money,
        is_required=True,
        example="12345.67",
    ),
    Column(
        name="bank_reference",
        titles=("银行流水号", "Serial number of the bank", "流水号"),
        read=text(64),
        is_required=True,
        hint=_("A number that is entered already changes nothing."),
        example="20261121001",
    ),
    Column(
        name="received_on",
        titles=("到账日期", "Received on"),
        read=moment,
        hint=_("Empty: today."),
        example="2026-11-21",
    ),
)
