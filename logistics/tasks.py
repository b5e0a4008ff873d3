"""Celery entry points of logistics."""

from celery import shared_task

from logistics.services.tracking import due_parcels
from logistics.services.tracking import query_parcel as ask
from shop.common.due_rows import HANDED_OVER


@shared_task
def query_due_parcels() -> None:
    """Ask about every parcel whose time has come, one task each."""
    for parcel_id in due_parcels():
        query_parcel.apply_async(
            kwargs={"parcel_id": parcel_id}, expires=HANDED_OVER.total_seconds()
        )


@shared_task
def query_parcel(*, parcel_id: int, **_newer: object) -> None:
    ask(parcel_id=parcel_id)
