"""The banks to whose debit cards WeChat Pay sends a stuck refund, by its own names of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BANKS: dict[str, str | Promise] = {
    "ICBC_DEBIT": _("Industrial and Commercial Bank of China"),
    "CCB_DEBIT": _("China Construction Bank"),
    "ABC_DEBIT": _("Agricultural Bank of China"),
    "BOC_DEBIT": _("Bank of China"),
    "COMM_DEBIT": _("Bank of Communications"),
    "CMB_DEBIT": _("China Merchants Bank"),
    "PSBC_DEBIT": _("Postal Savings Bank of China"),
    "CITIC_DEBIT": _("China CITIC Bank"),
    "CEB_DEBIT": _("China Everbright Bank"),
    "CMBC_DEBIT": _("China Minsheng Bank"),
    "CIB_DEBIT": _("Industrial Bank"),
    "SPDB_DEBIT": _("Shanghai Pudong Development Bank"),
    "PAB_DEBIT": _("Ping An Bank"),
    "GDB_DEBIT": _("China Guangfa Bank"),
    "NBCB_DEBIT": _("Bank of Ningbo"),
}
