"""By what a person is known again without being named: keyed hashes, compared but never read."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shop.common.encryption import blind_index, keyed_hash

_KEY_LENGTH = 32
# A household is given such a part of the IPv6 addresses, and may use another of them every day.
_HOUSEHOLD = 64


class Trait(TextChoices):
    ACCOUNT = "account", _("account")
    PHONE = "phone", _("phone")
    ADDRESS = "address", _("address")
    DEVICE = "device", _("device")
    IP = "ip", _("IP address")
    BROWSER = "browser", _("network and kind of browser")


def trait_key(trait: Trait, value: str) -> str:
    """Hash one trait of a person; empty for a value that tells nobody apart.

    The key of a phone is the blind index by which orders find it. An account is told by its id, a
    browser by `browser_told`.
    """
    told = _network_of(value) if trait == Trait.IP else "".join(value.split()).casefold()
    if not told:
        return ""
    if trait == Trait.PHONE:
        return blind_index(told)
    return keyed_hash(f"trait:{trait.value}", told)[:_KEY_LENGTH]


def _network_of(text: str) -> str:
    """Return the address, or its household's; nothing for one inside a house or this machine.

    Behind a proxy that is not set up, everybody would seem to come from one such address.
    """
    try:
        address: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if not address.is_global:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _HOUSEHOLD), strict=False).network_address)
    return str(address)


def browser_told(*, ip: str, browser: str) -> str:
    """Name a browser without its cookie: by its network with its kind and language.

    Who deletes the cookie is still known again for a while; empty where the network tells nothing.
    """
    network = _network_of(ip)
    return f"{network} {browser}" if network else ""
