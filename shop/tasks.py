"""Celery entry points of the shop as a whole."""

import logging

from celery import shared_task
from django.utils import timezone

from catalog.services.media_pruning import prune_outdated
from customers.selectors.users import contacts_of, staff_with
from orders.selectors.pictures import pictures_in_orders
from shop.common.audit import Breach, run_audits
from shop.common.messages import Recipient, send_message
from shop.messages import BOOKS_BROKEN
from shop.services.dead_links import check_links as follow_links
from shop.services.outside_links import ask_outside_links as ask_outside

logger = logging.getLogger(__name__)


@shared_task
def audit_books() -> None:
    """Walk the live books every night; breaches are an error in the log and a notice to staff."""
    breaches = [breach for found in run_audits().values() for breach in found]
    for breach in breaches:
        logger.error("The books do not agree: %s", breach)
    if breaches:
        _alert(breaches)


def _alert(breaches: list[Breach]) -> None:
    day = timezone.localdate()
    for user_id, contact in contacts_of(staff_with("payments.view_paymentplan")).items():
        send_message(
            kind=BOOKS_BROKEN.key,
            to=Recipient(user_id=user_id, language=contact.language),
            params={"count": str(len(breaches)), "first": str(breaches[0])},
            dedup_key=f"books-broken:{day}:{user_id}",
        )


@shared_task
def check_links() -> None:
    """Follow the links in the shop's own texts every night."""
    follow_links()


@shared_task
def ask_outside_links() -> None:
    """Ask the links to other sites that are due, a few in one run."""
    ask_outside()


@shared_task(ignore_result=True)
def prune_media(**_newer: object) -> None:
    """Delete pictures that have been out of use for a week and that no order shows."""
    prune_outdated(pointed_at=pictures_in_orders, at=timezone.now())
