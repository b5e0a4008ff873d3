"""Flags of products: set by analytics from its figures, decided on by people."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import ProductFlag
from shop.common.actors import Actor
from shop.common.errors import TransitionRefused


@transaction.atomic
def set_flags(*, kind: str, product_ids: Collection[int], at: datetime | None = None) -> None:
    """Flag exactly these products: new ones are raised, those that are none any more are cleared.

    Safe to repeat; a flag that stays keeps the day it was raised and what was decided.
    """
    moment = at or timezone.now()
    flags = ProductFlag.objects.open().filter(kind=kind)
    flags.exclude(product_id__in=product_ids).update(cleared_at=moment)
    ProductFlag.objects.bulk_create(
        (
            ProductFlag(product_id=product_id, kind=kind, raised_at=moment)
            for product_id in sorted(product_ids)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def decide_flag(
    *, flag_id: int, decision: str, reason: str, actor: Actor, at: datetime | None = None
) -> ProductFlag:
    """Say what becomes of a flagged product that is not taken down; it leaves the work list.

    Raises TransitionRefused when the flag is gone meanwhile.
    """
    flag = ProductFlag.objects.open().select_for_update().filter(pk=flag_id).first()
    if flag is None:
        raise TransitionRefused
    flag.decision, flag.reason = decision, reason
    flag.decided_by_id, flag.decided_at = actor.user_id, at or timezone.now()
    flag.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    return flag
