"""Documents that sensitive goods need: entered, withdrawn, warned of, and enforced."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import IO, TypedDict, Unpack

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.errors import QualificationMissing, QualificationNotPossible
from catalog.messages import QUALIFICATION_ENDS
from catalog.models import Product, Qualification, QualificationKind
from catalog.policies import CatalogPolicies
from catalog.selectors.qualifications import (
    missing_kinds,
    missing_kinds_of,
    running_out,
    unqualified_products,
)
from catalog.selectors.staff import staff_with
from catalog.services.qualification_lock import lock_qualifications
from catalog.services.scans import store_scan
from catalog.services.take_down import take_down
from shop.common.actors import Actor
from shop.common.messages import Recipient, send_message
from shop.common.policies import policies

Scope = QualificationKind.Scope


class QualificationFields(TypedDict):
    kind_id: int
    product_id: int | None
    number: str
    valid_from: date
    valid_until: date | None


def add_qualification(
    *, scan: IO[bytes], actor: Actor, **fields: Unpack[QualificationFields]
) -> Qualification:
    """Enter a document with its scan, which is kept privately.

    Raises QualificationNotPossible or ScanNotPossible.
    """
    del actor  # who added rows is kept by auditlog
    kind = QualificationKind.objects.get(pk=fields["kind_id"])
    ends = fields["valid_until"]
    fits = (fields["product_id"] is not None) == (kind.scope == Scope.PRODUCT)
    if not fits or (ends is not None and ends < fields["valid_from"]):
        raise QualificationNotPossible
    name = store_scan(file=scan, stem=f"qualifications/{kind.pk}")
    return Qualification.objects.create(**fields, scan=name)


@transaction.atomic
def withdraw_qualification(
    *, qualification_id: int, reason: str, actor: Actor, at: datetime | None = None
) -> list[int]:
    """End a document now and take down, in the same transaction, the goods that need it.

    Returns the products taken down. Repeated, it changes nothing.
    """
    lock_qualifications()
    rows = Qualification.objects.filter(pk=qualification_id, withdrawn_at=None)
    if not rows.update(withdrawn_at=at or timezone.now(), withdrawn_because=reason):
        return []
    return _take_down_unqualified(actor, at)


@transaction.atomic
def enforce_qualifications(*, actor: Actor, at: datetime | None = None) -> list[int]:
    """Take down listed goods whose document has run out or is missing. Safe to repeat."""
    lock_qualifications()
    return _take_down_unqualified(actor, at)


def refuse_unqualified(*, product: Product, at: datetime | None = None) -> None:
    """Refuse goods that lack a document that holds today. Raises QualificationMissing."""
    missing = missing_kinds(product, _day(at))
    if missing:
        raise QualificationMissing([kind.name for kind in missing])


def refuse_unqualified_products(
    *, product_ids: Collection[int], at: datetime | None = None
) -> None:
    """Refuse many goods when one lacks a document that holds today. Raises QualificationMissing."""
    if not product_ids:
        return
    goods = Product.objects.filter(pk__among=product_ids).order_by("pk")
    paths = dict(goods.values_list("pk", "category__path"))
    for missing in missing_kinds_of(paths, _day(at)).values():
        if missing:
            raise QualificationMissing([kind.name for kind in missing])


@transaction.atomic
def warn_of_ending(*, qualification_id: int, at: datetime | None = None) -> None:
    """Tell the staff once that a document ends soon. Safe to repeat."""
    moment = at or timezone.now()
    row = Qualification.objects.select_related("kind").select_for_update(of=("self",))
    found = row.filter(pk=qualification_id, warned_at=None).first()
    if found is None:
        return
    for user_id in staff_with("catalog.change_qualification"):
        send_message(
            kind=QUALIFICATION_ENDS.key,
            to=Recipient(user_id=user_id),
            params={"name": str(found), "day": f"{found.valid_until:%Y-%m-%d}"},
            dedup_key=f"qualification-ends:{found.pk}:{found.valid_until}:{user_id}",
            link=reverse("admin:catalog_qualification_change", args=[found.pk]),
            at=moment,
        )
    found.warned_at = moment
    found.save(update_fields=["warned_at"])


def to_be_warned_of(*, at: datetime | None = None) -> list[int]:
    """Return the documents that end within the days of warning and of which nobody was told."""
    days = policies(CatalogPolicies).qualification_warning_days
    rows = running_out(_day(at) + timedelta(days=days)).filter(warned_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _take_down_unqualified(actor: Actor, at: datetime | None) -> list[int]:
    taken_down: list[int] = []
    for product_id in unqualified_products(_day(at)):
        if not Product.objects.lock(product_id).is_live:
            continue  # somebody took it down meanwhile
        take_down(
            product_id=product_id,
            reason=_("A qualification that this category needs does not hold any more."),
            actor=actor,
            at=at,
        )
        taken_down.append(product_id)
    return taken_down


def _day(at: datetime | None) -> date:
    return timezone.localdate(at) if at else timezone.localdate()
