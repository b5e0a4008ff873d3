"""Personal data as those see it who lack the right to see it."""

import re

_PHONE_HEAD, _PHONE_TAIL = 3, 4
_SHORT_NUMBER = 8
_STREET = re.compile(r"^(.*?(?:街道|大道|[路街巷弄镇乡村道]))")


def mask_phone(phone: str) -> str:
    """13812341234 becomes 138****1234; of a short number nothing stays."""
    if len(phone) < _SHORT_NUMBER:
        return "*" * len(phone)
    hidden = len(phone) - _PHONE_HEAD - _PHONE_TAIL
    return phone[:_PHONE_HEAD] + "*" * hidden + phone[-_PHONE_TAIL:]


def mask_name(name: str) -> str:
    """张小明 becomes 张**; the first letter stays."""
    name = name.strip()
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_address(address: str) -> str:
    """Keep an address down to its street or village; the house and the door are hidden."""
    found = _STREET.match(address.strip())
    return f"{found[1]}****" if found else "****" if address.strip() else ""


def mask_email(email: str) -> str:
    """zhang@example.com becomes z***@example.com."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}***@{host}" if host else "***" if email else ""
