"""Celery's doors to catalog: the clock of scheduled listings and planned prices."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from catalog.selectors.due import products_to_list, products_with_due_prices
from catalog.selectors.media_due import media_to_prepare
from catalog.services.claim_flags import flag_claims as flag
from catalog.services.media_work import prepare_medium as prepare
from catalog.services.prices import begin_due_prices
from catalog.services.publishing import list_due_product
from catalog.services.qualifications import (
    enforce_qualifications,
    to_be_warned_of,
    warn_of_ending,
)
from catalog.services.search_words import renew_search_words as renew_words
from shop.common.actors import process

_MEDIA_SECONDS = 60  # the pause between two sweeps: each medium is in the queue once


@shared_task
def list_due_products() -> None:
    """List what is scheduled for now, one task per product."""
    for product_id in products_to_list():
        list_scheduled_product.delay(product_id=product_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True)
def list_scheduled_product(*, product_id: int, **_newer: object) -> None:
    list_due_product(product_id=product_id, actor=process("catalog.list_due_products"))


@shared_task
def follow_planned_prices() -> None:
    """Let lists show planned prices from the moment they begin, one task per product."""
    for product_id in products_with_due_prices():
        follow_prices_of_product.delay(product_id=product_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True)
def follow_prices_of_product(*, product_id: int, **_newer: object) -> None:
    begin_due_prices(product_id=product_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True)
def renew_search_words(**_newer: object) -> None:
    """Collect what suggestions and "did you mean" know from what is live now."""
    renew_words()


@shared_task(ignore_result=True)
def take_down_unqualified(**_newer: object) -> None:
    """Take down goods whose documents have run out, from the first minutes of the day on."""
    enforce_qualifications(actor=process("catalog.take_down_unqualified"))


@shared_task(ignore_result=True)
def flag_claims(**_newer: object) -> None:
    """Read what is on the shelf for forbidden words: nightly, and when the list of them changes."""
    flag()


@shared_task(ignore_result=True)
def warn_of_qualifications(**_newer: object) -> None:
    """Tell the staff of documents that end soon, each once."""
    for qualification_id in to_be_warned_of():
        warn_of_ending(qualification_id=qualification_id)


@shared_task(acks_late=True)
def prepare_medium(*, asset_id: int, **_newer: object) -> None:
    """Make the renditions of one picture or video. Safe to repeat."""
    prepare(asset_id=asset_id)


@shared_task(ignore_result=True)
def sweep_media(**_newer: object) -> None:
    """Take up what a dead process left, and what a changed watermark has outdated."""
    for asset_id in media_to_prepare(timezone.now()):
        prepare_medium.apply_async(kwargs={"asset_id": asset_id}, expires=_MEDIA_SECONDS)
