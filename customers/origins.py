"""From which province somebody comes, as far as an IP address or a mobile number tells.

Looked up in tables that libraries bring along; nobody is asked over the network. Numbers are taken
along to other places and addresses are given anew: a hint for the rules of risk, never a proof.
"""

import mmap
import re
from functools import lru_cache
from importlib.metadata import distribution
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import Any, cast

from ip2region import searcher, util
from phone import Phone

from shop.common.selectors import children_of

# The package brings a program along that asks strangers on the network: only its table is used.
_TABLE = ("ip-region", "ipregion/ip2region.xdb")
_MOBILE = re.compile(r"1\d{10}")
# Tables say 广东 or 广东省: two characters tell all provinces apart.
_TOLD_APART = 2


def province_of_ip(text: str) -> str:
    """Return the code of the province; empty for what no table of public IPv4 addresses has."""
    try:
        address = IPv4Address(text.strip())
    except AddressValueError:
        return ""
    if not address.is_global:
        return ""
    # country|area|province|city|carrier, or nothing at all
    told: list[str] = _networks().search(address.packed).split("|")
    return _code_of(told[2]) if told[0] == "中国" else ""


def province_of_phone(number: str) -> str:
    """Return the code of the province where a mobile number was given out; empty if unknown."""
    if not _MOBILE.fullmatch(number):
        return ""
    found = _numbers().find(number)
    return _code_of(found["province"]) if found else ""


def _code_of(name: str) -> str:
    start = name[:_TOLD_APART]
    provinces = children_of("") if len(start) == _TOLD_APART else []
    return next((each.code for each in provinces if each.name.startswith(start)), "")


@lru_cache(maxsize=1)
def _networks() -> Any:
    """Map the table into memory: pages are read when they are needed, and shared by processes."""
    package, name = _TABLE
    with Path(str(distribution(package).locate_file(name))).open("rb") as table:
        util.verify(table)
        mapped = mmap.mmap(table.fileno(), 0, access=mmap.ACCESS_READ)
    return searcher.new_with_buffer(util.IPv4, cast(bytes, mapped))  # read in the same way


@lru_cache(maxsize=1)
def _numbers() -> Any:
    return Phone()  # 4.5 MB, read once in the life of a process
