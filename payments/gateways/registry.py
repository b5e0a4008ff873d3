"""Which gateways there are; each is made from its account in the back office."""

from collections.abc import Callable

from payments.errors import GatewayNotOffered
from payments.gateways.alipay import PAGE, WAP, Alipay
from payments.gateways.protocol import Gateway
from payments.types import PayWay
from shop.common.types import ProviderConfig

GATEWAYS: dict[str, Callable[[ProviderConfig], Gateway]] = {Alipay.code: Alipay}


LABELS = {Alipay.code: Alipay.label}


def build_gateway(config: ProviderConfig) -> Gateway:
    """Make a gateway's adapter from its account. Raises GatewayNotOffered for an unknown one."""
    maker = GATEWAYS.get(config.provider)
    if maker is None:
        raise GatewayNotOffered
    return maker(config)


def ways_of(code: str, *, is_phone: bool) -> list[PayWay]:
    """Return what a gateway offers on a device."""
    if code != Alipay.code:
        return []
    product = WAP if is_phone else PAGE
    return [PayWay(gateway=code, product=product, label=str(Alipay.label))]
