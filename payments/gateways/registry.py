"""Which gateways there are; each is made from its account in the back office."""

from payments.errors import GatewayKeysInvalid, GatewayNotOffered
from payments.gateways.alipay import Alipay
from payments.gateways.payers import AsksPayers
from payments.gateways.protocol import Gateway
from payments.gateways.transfer import Transfer
from payments.gateways.unionpay import UnionPay
from payments.gateways.wechat import WeChat
from payments.types import Device, PayWay
from shop.common.errors import DomainError
from shop.common.types import ProviderConfig

GATEWAYS: dict[str, type[Gateway]] = {
    Alipay.code: Alipay,
    WeChat.code: WeChat,
    UnionPay.code: UnionPay,
    Transfer.code: Transfer,
}
LABELS = {code: maker.label for code, maker in GATEWAYS.items()}


def build_gateway(config: ProviderConfig) -> Gateway:
    """Make a gateway's adapter from its account.

    Raises GatewayNotOffered for an unknown one, and GatewayKeysInvalid for an account that cannot
    be used: who pays another way, cancels or closes must not fall with it.
    """
    maker = GATEWAYS.get(config.provider)
    if maker is None:
        raise GatewayNotOffered
    try:
        return maker(config)
    except DomainError:
        raise
    except Exception as odd:  # SDKs raise what they like over a key that they cannot use
        raise GatewayKeysInvalid from odd


def ways_of(config: ProviderConfig, device: Device, *, payer_id: str = "") -> list[PayWay]:
    """Return what an account offers on a device, to a payer who is known or can be asked for."""
    ways = GATEWAYS[config.provider].ways(device)
    return [way for way in ways if not way.needs_payer or payer_id or can_ask_payer(config)]


def can_ask_payer(config: ProviderConfig) -> bool:
    """Say whether the gateway's own log-in can say who pays."""
    maker = GATEWAYS[config.provider]
    return issubclass(maker, AsksPayers) and maker.can_ask_payer(config)
