"""Celery entry points of customers: what is due by the clock."""

from celery import shared_task

from customers.services.password_tries import prune_password_tries as forget_tries


@shared_task(ignore_result=True)
def prune_password_tries(**_newer: object) -> None:
    """Forget the password tries that are not counted any more."""
    forget_tries()
