"""Flags of products: set by analytics from its figures, decided on by people."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.models import ProductFlag
from catalog.policies import CatalogPolicies
from shop.common.actors import Actor
from shop.common.errors import TransitionRefused
from shop.common.policies import policies

Decision = ProductFlag.Decision


@transaction.atomic
def set_flags(*, kind: str, product_ids: Collection[int], at: datetime | None = None) -> None:
    """Flag exactly these products: new ones are raised, those that are none any more are cleared.

    Safe to repeat; a flag that stays keeps the day it was raised and what was decided. What
    somebody decided to keep is left alone until that time is over, and then asked about anew.
    """
    moment = at or timezone.now()
    flags = ProductFlag.objects.filter(kind=kind)
    kept = set(flags.kept(moment).values_list("product_id", flat=True))
    over = Q(kept_until__lte=moment) | ~Q(product_id__in=product_ids)
    flags.open().filter(over).update(cleared_at=moment)
    ProductFlag.objects.bulk_create(
        (
            ProductFlag(product_id=product_id, kind=kind, raised_at=moment)
            for product_id in sorted(set(product_ids) - kept)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def decide_flag(
    *, flag_id: int, decision: str, reason: str, actor: Actor, at: datetime | None = None
) -> ProductFlag:
    """Say what becomes of a flagged product that is not taken down; it leaves the work list.

    One that is kept as it is comes back only after a further period.
    Raises TransitionRefused when the flag is gone meanwhile.
    """
    flag = ProductFlag.objects.open().select_for_update().filter(pk=flag_id).first()
    if flag is None:
        raise TransitionRefused
    moment = at or timezone.now()
    flag.decision, flag.reason = decision, reason
    flag.decided_by_id, flag.decided_at = actor.user_id, moment
    flag.kept_until = moment + _further_period() if decision == Decision.KEEP else None
    flag.save(update_fields=["decision", "reason", "decided_by", "decided_at", "kept_until"])
    return flag


def _further_period() -> timedelta:
    return timedelta(days=policies(CatalogPolicies).days_kept)
