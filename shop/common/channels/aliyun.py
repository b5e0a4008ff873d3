"""Aliyun Dysms by the official SDK (Action SendSms, version 2017-05-25)."""

import json
from collections.abc import Mapping

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.exceptions import UnretryableException
from darabonba.runtime import RuntimeOptions

from shop.common.channels.results import Outcome, Result
from shop.common.transport import refuse_inside_transaction, was_never_sent
from shop.common.types import ProviderConfig

_CONNECT_MS, _READ_MS = 3000, 10000
_SERVER_ERROR = 500
# The provider says these of a moment, not of the message.
_PASSING = frozenset({"isp.SYSTEM_ERROR", "isv.BUSINESS_LIMIT_CONTROL", "Throttling.User"})


class AliyunSms:
    """Sends by the account's keys; `endpoint` and `protocol` are the provider's unless set."""

    NEEDS = ("sign_name", "access_key_id", "access_key_secret")

    def __init__(self, account: ProviderConfig) -> None:
        self._account = account

    def send(self, *, phone: str, template: str, params: Mapping[str, str], out_id: str) -> Result:
        refuse_inside_transaction()
        request = SendSmsRequest(
            phone_numbers=phone,
            sign_name=self._account.settings["sign_name"],
            template_code=template,
            template_param=json.dumps(dict(params), ensure_ascii=False),
            out_id=out_id,
        )
        runtime = RuntimeOptions(
            autoretry=False, connect_timeout=_CONNECT_MS, read_timeout=_READ_MS
        )
        try:
            answer = self._client().send_sms_with_options(request, runtime)
        except AlibabaCloudException as refusal:
            return _refused(str(refusal.code), int(refusal.status_code or _SERVER_ERROR))
        except UnretryableException as failure:
            return _failed(failure)
        if answer.body.code == "OK":
            return Result(outcome=Outcome.SENT, provider_id=answer.body.biz_id or "")
        return _refused(answer.body.code or "", int(answer.status_code or 0))

    def _client(self) -> Client:
        account = self._account
        return Client(
            Config(
                access_key_id=account.secrets["access_key_id"],
                access_key_secret=account.secrets["access_key_secret"],
                endpoint=account.settings.get("endpoint", "dysmsapi.aliyuncs.com"),
                protocol=account.settings.get("protocol", "https"),
            )
        )


def _refused(code: str, status: int) -> Result:
    if code in _PASSING:
        return Result(outcome=Outcome.NOT_SENT, error_code=code)
    if status >= _SERVER_ERROR:
        return Result(outcome=Outcome.UNKNOWN, error_code=code)
    return Result(outcome=Outcome.REFUSED, error_code=code)


def _failed(failure: UnretryableException) -> Result:
    # The SDK wraps what happened twice; the error of `requests` is the context of the inner one.
    inner = failure.inner_exception
    cause = inner.__context__ or inner
    outcome = Outcome.NOT_SENT if was_never_sent(cause) else Outcome.UNKNOWN
    return Result(outcome=outcome, error_code=type(cause).__name__)
