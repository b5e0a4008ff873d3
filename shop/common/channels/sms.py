"""Short messages: one protocol, one module per provider."""

from collections.abc import Mapping
from typing import Protocol

from shop.common.channels.aliyun import AliyunSms
from shop.common.channels.results import Result
from shop.common.selectors import ProviderNotSetUp, provider_account

PROVIDER = "sms.aliyun"


class SmsChannel(Protocol):
    def send(self, *, phone: str, template: str, params: Mapping[str, str], out_id: str) -> Result:
        """Send one message; never repeated blindly, because no provider promises idempotence."""
        ...


def sms_channel() -> SmsChannel:
    """Return the channel of the shop's SMS account; raises ProviderNotSetUp without a whole one."""
    account = provider_account(PROVIDER)
    if not account.is_enabled or not account.has(*AliyunSms.NEEDS):
        raise ProviderNotSetUp
    return AliyunSms(account)
