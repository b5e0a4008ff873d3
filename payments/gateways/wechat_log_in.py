"""The silent log-in of an official account: WeChat's own browser says who holds it (openid).

OAuth2 with the scope `snsapi_base`: nobody is asked anything. The openid is no proof of anything:
it only says to whom WeChat shows its cashier.
"""

import json
import logging
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from payments.errors import GatewayNotOffered, LogInOver, PayerNotTold
from shop.common.transport import ProviderAnswerInvalid, http_get
from shop.common.types import ProviderConfig

logger = logging.getLogger(__name__)

NEEDED = ("app_secret", "log_in_page", "log_in_api")
_OPENID = re.compile(r"[\w-]{1,128}", re.ASCII)
# Somebody waits for the page that asks.
_TIMEOUT = (3.0, 5.0)
_MAX_BYTES = 20_000
# Code used, invalid, expired.
_OVER = {"40163", "40029", "42003"}


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """The official account's log-in."""

    app_id: str
    page: str
    api: str
    secret: str = field(repr=False)

    def url(self, *, return_url: str, state: str) -> str:
        # WeChat wants the parameters in this order.
        asked = {
            "appid": self.app_id,
            "redirect_uri": return_url,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self.page}?{urlencode(asked)}#wechat_redirect"

    def openid(self, code: str) -> str:
        """Ask whose code it is; the access token that comes with it is of no use to us."""
        asked = {
            "appid": self.app_id,
            "secret": self.secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        answer = http_get(self.api, params=asked, timeout=_TIMEOUT, max_bytes=_MAX_BYTES)
        said = _object(answer.text)
        refusal = str(said.get("errcode") or "")
        if refusal in _OVER:
            raise LogInOver
        if refusal:
            logger.warning("WeChat would not say who pays", extra={"errcode": refusal[:20]})
            raise PayerNotTold(reason=refusal[:20])
        openid = said.get("openid")
        if not isinstance(openid, str) or not _OPENID.fullmatch(openid):
            raise ProviderAnswerInvalid
        return openid


def has_log_in(config: ProviderConfig) -> bool:
    """Say whether everything that the log-in needs is filled in."""
    return config.has("app_id", *NEEDED)


def read_log_in(config: ProviderConfig) -> LogIn:
    """Read the official account. Raises GatewayNotOffered where it is not filled in."""
    if not has_log_in(config):
        raise GatewayNotOffered
    return LogIn(
        app_id=config.settings["app_id"],
        page=config.settings["log_in_page"],
        api=config.settings["log_in_api"],
        secret=config.secrets["app_secret"],
    )


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError as garbage:
        raise ProviderAnswerInvalid from garbage
    if not isinstance(said, dict):
        raise ProviderAnswerInvalid
    return said
