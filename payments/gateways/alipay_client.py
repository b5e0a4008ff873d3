"""Alipay's official SDK on the shop's own transport.

Left alone it reaches no port other than 80 and 443, breaks on answers other than 200 and knows no
guard against transactions, so its HTTP function is replaced.
"""

import json
from collections.abc import Mapping
from typing import Any

from alipay.aop.api import DefaultAlipayClient as sdk  # noqa: N813  a module, not a class
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.exception.Exception import RequestException, ResponseException
from django.utils.translation import gettext_lazy as _

from payments.errors import GatewayKeysInvalid
from payments.gateways.keys import pkcs1_private_key, public_key_pem
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable, http_post
from shop.common.types import ProviderConfig

_NEEDED = ("gateway", "app_id", "alipay_public_key", "app_private_key")
_UNKNOWN_CODES = {"20000"}


def _post(  # noqa: PLR0917  the SDK calls by position
    url: str,
    query_string: str | None = None,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    charset: str = "utf-8",
    timeout: int = 15,
) -> bytes:
    answer = http_post(f"{url}?{query_string}", data=dict(params or {}))
    return answer.body


sdk.do_post = _post


class Client:
    """Calls Alipay for one account; during a rotation both keys count, the present one first."""

    def __init__(self, config: ProviderConfig) -> None:
        """Take the account. Raises GatewayKeysInvalid."""
        if not config.has(*_NEEDED):
            raise GatewayKeysInvalid(_("Some fields of the account with Alipay are empty."))
        former = config.settings.get("former_alipay_public_key", "")
        pasted = [config.settings["alipay_public_key"], *([former] if former else [])]
        self.public_keys = [public_key_pem(key) for key in pasted]
        self._sdks = [_sdk_for(config, public_key) for public_key in self.public_keys]

    def page_url(self, request: Any) -> str:
        """Return the signed address that opens a cashier; without the network."""
        url: str = self._sdks[0].page_execute(request, http_method="GET")
        return url

    def call(self, request: Any) -> dict[str, Any]:
        """Make a call of the SDK and return its answer, refusals too.

        Raises ProviderUnavailable where the outcome is unknown, and ProviderAnswerInvalid.
        """
        # An answer that the present key did not sign is asked for again with the former one:
        # every call may be repeated under its number.
        for last, client in enumerate(self._sdks, start=1):
            try:
                answer = json.loads(client.execute(request))
                break
            except (RequestException, ResponseException, ValueError, TypeError, KeyError) as odd:
                if last == len(self._sdks):
                    raise ProviderAnswerInvalid from odd
        if not isinstance(answer, dict):
            raise ProviderAnswerInvalid
        if answer.get("code") in _UNKNOWN_CODES:
            raise ProviderUnavailable
        return answer


def _sdk_for(config: ProviderConfig, public_key: str) -> Any:
    facts = AlipayClientConfig()
    facts.server_url = config.settings["gateway"]
    facts.app_id = config.settings["app_id"]
    facts.app_private_key = pkcs1_private_key(config.secrets["app_private_key"])
    facts.alipay_public_key = public_key
    facts.sign_type = "RSA2"
    return sdk.DefaultAlipayClient(alipay_client_config=facts)
