"""Goods on the shelf whose texts hold words that were forbidden since: flagged for the staff."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import Claim, ClaimException, Product, ProductFlag
from catalog.selectors.content_check import CHECKED_FIELDS, check_product, check_texts, claim_finder
from catalog.services.flags import set_flags
from shop.common.actors import Actor
from shop.common.handover import hand_over

FLAG = "catalog.tasks.flag_claims"
_BATCH = 500
Word = Claim | ClaimException


@transaction.atomic
def save_word(*, word: Word, actor: Actor) -> None:
    """Save a risky word or a harmless phrase, and have the goods on the shelf read anew."""
    del actor  # field changes by staff are kept by auditlog
    word.save()
    _read_anew()


@transaction.atomic
def delete_word(*, word: Word, actor: Actor) -> None:
    """Forget a risky word or a harmless phrase, and have the goods on the shelf read anew."""
    del actor
    word.delete()
    _read_anew()


def flag_claims(*, at: datetime | None = None) -> None:
    """Flag the goods on the shelf that say what the law forbids, and no others. Safe to repeat."""
    kind = ProductFlag.Kind.CLAIMS
    set_flags(kind=kind, product_ids=list(_goods_with_claims()), at=at)


def clear_claims_flag(*, product: Product, at: datetime | None = None) -> None:
    """Take the flag from a product that says nothing forbidden any more."""
    flags = ProductFlag.objects.open().filter(product=product, kind=ProductFlag.Kind.CLAIMS)
    if flags.exists() and not check_product(product).blocking:
        flags.update(cleared_at=at or timezone.now())


def _read_anew() -> None:
    transaction.on_commit(lambda: hand_over(FLAG))


def _goods_with_claims() -> Iterator[int]:
    finder = claim_finder()
    goods = Product.objects.live().only("pk", *CHECKED_FIELDS).order_by("pk")
    for product in goods.iterator(chunk_size=_BATCH):
        texts = {name: getattr(product, name) for name in CHECKED_FIELDS}
        # Most say nothing; only of the others is it asked what somebody answers for.
        found = check_texts(texts, finder=finder).blocking
        if found and check_product(product, finder).blocking:
            yield product.pk
