"""The blacklist: who is listed, and who is taken off it again. Staff are named for both."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.errors import AlreadyBlacklisted, NotBlacklisted, TraitNotValid
from customers.models import BlacklistEntry, User
from customers.phones import normalise_phone
from customers.traits import Trait, trait_key
from shop.common.actors import Actor
from shop.common.masking import mask_phone

_SHOWN_LENGTH = 80


@transaction.atomic
def blacklist_key(
    *,
    trait: Trait,
    key: str,
    shown: str,
    reason: str,
    actor: Actor,
    days: int | None = None,
    at: datetime | None = None,
) -> BlacklistEntry:
    """List what is known by its key alone, such as the device of an order.

    Raises TraitNotValid for an empty key, AlreadyBlacklisted.
    """
    now = at or timezone.now()
    if not key:
        raise TraitNotValid
    _end_what_ran_out(trait, key, now)
    try:
        with transaction.atomic():
            return BlacklistEntry.objects.create(
                trait=trait,
                key=key,
                shown=shown[:_SHOWN_LENGTH],
                reason=reason.strip()[:300],
                created_at=now,
                created_by_id=actor.user_id,
                ends_at=now + timedelta(days=days) if days else None,
            )
    except IntegrityError as clash:
        raise AlreadyBlacklisted from clash


@transaction.atomic
def blacklist_value(
    *,
    trait: Trait,
    value: str,
    reason: str,
    actor: Actor,
    days: int | None = None,
    at: datetime | None = None,
) -> BlacklistEntry:
    """List a customer by number, a phone or an IP address. Only its hash and a masked form stay.

    Raises TraitNotValid, PhoneNotValid, AlreadyBlacklisted.
    """
    told, shown = _told(trait, value.strip())
    return blacklist_key(
        trait=trait,
        key=trait_key(trait, told),
        shown=shown,
        reason=reason,
        actor=actor,
        days=days,
        at=at,
    )


@transaction.atomic
def lift_entry(
    *, entry_id: int, reason: str, actor: Actor, at: datetime | None = None
) -> BlacklistEntry:
    """Take an entry off the blacklist; it stays to be read. Raises NotBlacklisted."""
    now = at or timezone.now()
    entry = BlacklistEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.lifted_at is not None:
        raise NotBlacklisted
    entry.lifted_at, entry.lifted_by_id = now, actor.user_id
    entry.lift_reason = reason.strip()[:300]
    entry.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    return entry


def _told(trait: Trait, value: str) -> tuple[str, str]:
    """Return what the key is made of, and what of it staff may go on seeing."""
    if trait == Trait.ACCOUNT:
        user = User.objects.customers().filter(number=value.upper()).first()
        if user is None:
            raise TraitNotValid
        return str(user.pk), user.number
    if trait == Trait.PHONE:
        phone = normalise_phone(value)
        return phone, mask_phone(phone)
    if trait == Trait.IP:
        return value, _masked_ip(value)
    raise TraitNotValid


def _masked_ip(value: str) -> str:
    mark = ":" if ":" in value else "."
    head = value.split(mark)[:2]
    return mark.join([*head, "*"])


def _end_what_ran_out(trait: Trait, key: str, now: datetime) -> None:
    ran_out = BlacklistEntry.objects.filter(trait=trait, key=key, lifted_at=None, ends_at__lte=now)
    for entry in ran_out.select_for_update():
        entry.lifted_at = entry.ends_at
        entry.save(update_fields=["lifted_at"])
