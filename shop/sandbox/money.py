"""Money as the gateways write it, counted in whole fen."""

import re

_YUAN = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?", re.ASCII)
LARGEST_FEN = 10_000_000_000


def parse_yuan(text: object) -> int | None:
    """Read `12.34` as 1234 fen; nothing that the gateways would refuse is read."""
    found = _YUAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    fen = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    return fen if 0 < fen <= LARGEST_FEN else None


def yuan(fen: int) -> str:
    """Write fen as yuan with two places."""
    return f"{fen // 100}.{fen % 100:02d}"
