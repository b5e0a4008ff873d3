"""What travels sealed through a browser: an undone favourite, and what was looked at."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core import signing

from marketing.types import KeptFavourite

_KEPT_SALT = "marketing.kept_favourite"
_SEEN_SALT = "marketing.seen"
_UNDO_SECONDS = 24 * 60 * 60


def seal_kept(kept: KeptFavourite) -> str:
    """Sign what left the favourites, for the address of the undo form."""
    price = None if kept.price is None else str(kept.price)
    plain = [kept.product_id, price, kept.created_at.isoformat()]
    return signing.dumps(plain, salt=_KEPT_SALT)


def open_kept(sealed: str) -> KeptFavourite | None:
    """Read an undo form's address; a forged or old one puts nothing back."""
    try:
        product_id, price, since = signing.loads(sealed, salt=_KEPT_SALT, max_age=_UNDO_SECONDS)
    except signing.BadSignature:
        return None
    return KeptFavourite(
        product_id=product_id,
        price=None if price is None else Decimal(price),
        created_at=datetime.fromisoformat(since),
    )


def seal_ids(ids: Sequence[int]) -> str:
    """Sign product ids for a cookie."""
    return signing.Signer(salt=_SEEN_SALT).sign(".".join(map(str, ids)))


def open_ids(cookie: str) -> list[int]:
    """Read the cookie; a forged or empty one names nothing."""
    try:
        plain = signing.Signer(salt=_SEEN_SALT).unsign(cookie)
    except signing.BadSignature:
        return []
    return [int(part) for part in plain.split(".") if part]
