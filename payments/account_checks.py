"""What is refused as an account is typed; what only the gateway can tell is tried by the button."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from payments.errors import GatewayKeysInvalid, RotationEndless
from payments.gateways.unionpay_signatures import is_pfx, merchant_key, trust_in
from payments.gateways.wechat_signatures import is_api_key

_LAST_DAY = "former_until"


def read_api_key(text: str) -> str:
    """Take an APIv3 key of WeChat. Raises GatewayKeysInvalid."""
    if not is_api_key(text):
        raise GatewayKeysInvalid(_("The APIv3 key must be 32 letters and digits."))
    return text


def read_certificates(text: str) -> str:
    """Take certificates of UnionPay as PEM, one or more. Raises GatewayKeysInvalid."""
    pem = "\n".join(text.split("\r\n")).strip()
    trust_in(roots=pem, middles=pem, is_test=False)
    return pem


def read_pfx(text: str) -> str:
    """Take a PFX in base64, without its line ends. Raises GatewayKeysInvalid."""
    pfx = "".join(text.split())
    if not is_pfx(pfx):
        raise GatewayKeysInvalid(
            _("This is no PFX in base64: turn the .pfx file into base64 and paste all of it.")
        )
    return pfx


def check_former_keys(given: Mapping[str, str]) -> None:
    """See to it that a rotation of keys has an end. Raises RotationEndless."""
    is_rotating = any(value for name, value in given.items() if _is_former_key(name))
    if is_rotating and not given.get(_LAST_DAY) and _LAST_DAY in given:
        raise RotationEndless


def check_pfx(given: Mapping[str, str]) -> None:
    """Open a new PFX with the password typed beside it. Raises GatewayKeysInvalid."""
    if given.get("pfx") and given.get("pfx_password"):
        merchant_key(pfx=given["pfx"], password=given["pfx_password"])


def _is_former_key(name: str) -> bool:
    return name.startswith("former_") and name != _LAST_DAY
