"""Why a rule holds an order: a code with its figures, said in the language of the reader."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from customers.traits import Trait

_WORDS: dict[str, StrOrPromise] = {
    "not_paid": _("The payments do not reach the total: ¥%(captured)s of ¥%(total)s."),
    "stock_missing": _(
        "Stock is missing (%(pieces)s): agree with the customer on a refund or a later date."
    ),
    "no_district": _("The address names no district."),
    "short_name": _("The receiver's name is not complete."),
    "no_mobile": _("The receiver's number is no mobile number."),
    "short_street": _("The street is not complete: call the customer."),
    "remote_area": _("Remote area: confirm carrier and days with the customer."),
    "blacklisted": _("On the blacklist: %(traits)s."),
    "risk_held": _("%(points)s points of risk: read the reasons below."),
    "remark_left": _("The customer left a remark: read it."),
}


def reason_in_words(code: str, params: Mapping[str, str]) -> str:
    """Say a reason; a code that this version no longer knows is shown as it stands."""
    return str(_WORDS[code]) % _told(params) if code in _WORDS else code


def _told(params: Mapping[str, str]) -> Mapping[str, str]:
    if "traits" not in params:
        return params
    names = (str(Trait(code).label) for code in params["traits"].split(","))
    return {**params, "traits": ", ".join(names)}
