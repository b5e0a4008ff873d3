"""Answering for a risky word on one product, and keeping listed goods free of them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.claim_finder import ClaimFinder
from catalog.errors import ClaimsNotAllowed, WaiverNeedsPerson
from catalog.models import ClaimWaiver, Product
from catalog.selectors.content_check import (
    check_product,
    check_texts,
    claim_finder,
    waived_words,
)
from catalog.services.claim_flags import clear_claims_flag
from shop.common.actors import Actor


@transaction.atomic
def waive_claim(
    *, product_id: int, word: str, reason: str, actor: Actor, at: datetime | None = None
) -> ClaimWaiver:
    """Answer for a risky word on one product, such as a proven rank; the last reason counts."""
    if actor.user_id is None:
        raise WaiverNeedsPerson
    product = Product.objects.lock(product_id)
    waiver, _created = ClaimWaiver.objects.update_or_create(
        product_id=product_id,
        word=word,
        defaults={
            "reason": reason,
            "waived_by_id": actor.user_id,
            "waived_at": at or timezone.now(),
        },
    )
    clear_claims_flag(product=product)
    return waiver


def refuse_claims(*, product: Product) -> None:
    """Refuse a product whose texts hold words that block. Raises ClaimsNotAllowed."""
    blocking = check_product(product).blocking
    if blocking:
        raise ClaimsNotAllowed(blocking)


def refuse_new_claims(
    *, product: Product, texts: Mapping[str, str], finder: ClaimFinder | None = None
) -> None:
    """Refuse new texts of a listed product that hold words that block. Raises ClaimsNotAllowed."""
    changed = {name: text for name, text in texts.items() if text != getattr(product, name)}
    if not changed:
        return
    finder = finder or claim_finder()
    # Most say nothing; only of the others is it asked what somebody answers for.
    if check_texts(changed, finder=finder).blocking:
        report = check_texts(changed, waived=waived_words(product), finder=finder)
        if report.blocking:
            raise ClaimsNotAllowed(report.blocking)
