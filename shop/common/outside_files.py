"""What lies at addresses that people give: only public machines are asked, those just checked.

The name is resolved once, every address behind it must be public, and the connection goes to just
the address that was checked: a name that points elsewhere a moment later gains nothing.
"""

import ipaddress
import socket
import time
from urllib.parse import urljoin, urlsplit

import urllib3
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import HTTPError

from shop.common.errors import DomainError
from shop.common.transport import refuse_inside_transaction

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_HOPS = 3
_FINE = 200
_CHUNK = 65_536
_TIMEOUT = urllib3.Timeout(connect=3.0, read=8.0)
_DEADLINE_SECONDS = 20.0
# Addresses that lead to others: through them a private machine would look public.
_TRANSLATED = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)


class AddressNotAllowed(DomainError):
    """The address is not one of the public web."""

    code = "address_not_allowed"
    message = _("Only public http and https addresses are fetched.")


class FileNotFetched(DomainError):
    """The other side did not give the file."""

    code = "file_not_fetched"
    message = _("The file could not be fetched from this address.")


def fetch_public_file(*, url: str, most_bytes: int) -> bytes:
    """Fetch a file, following a few redirects, each checked like the first address.

    Raises AddressNotAllowed or FileNotFetched. Never inside a transaction.
    """
    refuse_inside_transaction()
    deadline = time.monotonic() + _DEADLINE_SECONDS
    for _hop in range(_MOST_HOPS + 1):
        answer, content = _fetch(url, most_bytes, deadline)
        if answer.status not in _REDIRECTS:
            break
        url = urljoin(url, answer.headers.get("Location", ""))
    if answer.status != _FINE:
        raise FileNotFetched
    return content


def public_status(*, url: str) -> int:
    """Ask what a public address answers, following a few redirects; the content is not read.

    Raises AddressNotAllowed, or FileNotFetched when there is no answer. Never inside a transaction.
    """
    refuse_inside_transaction()
    deadline = time.monotonic() + _DEADLINE_SECONDS
    for _hop in range(_MOST_HOPS + 1):
        answer, _nothing = _fetch(url, None, deadline)
        if answer.status not in _REDIRECTS:
            break
        url = urljoin(url, answer.headers.get("Location", ""))
    return answer.status


def is_public(address: str) -> bool:
    """Tell whether an address is one of a public machine."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in _TRANSLATED):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _fetch(
    url: str, most_bytes: int | None, deadline: float
) -> tuple[urllib3.BaseHTTPResponse, bytes]:
    """Ask one address; no limit of bytes: for its status alone."""
    scheme, host, port, target = _parts(url)
    address = _checked_address(host, port)
    accept = "*/*" if most_bytes is None else "image/*"
    try:
        with (
            _connection(scheme, host, address, port) as pool,
            pool.urlopen(
                "GET",
                target,
                headers={"Host": host, "User-Agent": "Kaidian", "Accept": accept},
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            ) as answer,
        ):
            if most_bytes is None:
                return answer, b""
            return answer, _content(answer, most_bytes, deadline)
    except (HTTPError, OSError, ValueError) as wrong:
        raise FileNotFetched from wrong


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as wrong:
        raise AddressNotAllowed from wrong
    if parts.scheme not in _PORTS or not host or parts.username or port not in _PORTS.values():
        raise AddressNotAllowed
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, host, port, f"{parts.path or '/'}{query}"


def _checked_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as wrong:
        raise FileNotFetched from wrong
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise AddressNotAllowed
    return addresses[0]


def _connection(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=_TIMEOUT, server_hostname=host, assert_hostname=host
        )
    return urllib3.HTTPConnectionPool(address, port, timeout=_TIMEOUT)


def _content(answer: urllib3.BaseHTTPResponse, most_bytes: int, deadline: float) -> bytes:
    content = bytearray()
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > most_bytes or time.monotonic() > deadline:
            raise FileNotFetched
    return bytes(content)
