"""Old addresses lead on for as long as nothing else lives there."""

from django.db import transaction

from shop.common.models import SlugRedirect


@transaction.atomic
def follow_slug(*, kind: str, target_id: int, old: str, new: str) -> None:
    """Let the address that a thing leaves lead to it; the one that it takes leads nowhere else."""
    SlugRedirect.objects.filter(kind=kind, slug=new).delete()
    if old and old != new:
        SlugRedirect.objects.bulk_create(
            [SlugRedirect(kind=kind, slug=old, target_id=target_id)],
            update_conflicts=True,
            unique_fields=["kind", "slug"],
            update_fields=["target_id"],
        )


def forget_slugs(*, kind: str, target_id: int) -> None:
    """Let no old address lead to a thing that is deleted."""
    SlugRedirect.objects.filter(kind=kind, target_id=target_id).delete()
