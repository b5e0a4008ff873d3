"""Hand parcels in, move them, put obstacles in their way."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shop.sandbox.clock import scaled
from shop.sandbox.errors import BadControl
from shop.sandbox.kuaidi100.companies import NAMES, NUMBER
from shop.sandbox.kuaidi100.journeys import (
    HOUR,
    PROBLEMS,
    USUAL,
    write_fixed_steps,
    write_steps,
)
from shop.sandbox.models import Parcel, ParcelStep


@dataclass(frozen=True)
class Handover:
    """A parcel as it comes over the counter; the moments are for a demo shop's past."""

    company: str
    number: str
    from_city: str = "杭州市"
    to_city: str = "上海市"
    phone: str = ""
    collected_at: datetime | None = None
    signed_at: datetime | None = None


@transaction.atomic
def hand_in(*, handover: Handover) -> tuple[Parcel, bool]:
    """Take a parcel and write its journey; a known one stays as it is. Tell whether it was new."""
    if handover.company not in NAMES or not NUMBER.fullmatch(handover.number):
        raise BadControl(f"{handover.company} {handover.number} is no parcel of a known carrier.")
    now = timezone.now()
    parcel, is_new = Parcel.objects.get_or_create(
        company=handover.company,
        number=handover.number,
        defaults={
            "from_city": handover.from_city,
            "to_city": handover.to_city,
            "phone": handover.phone,
            "handed_in_at": handover.collected_at or now,
        },
    )
    if is_new:
        ParcelStep.objects.bulk_create(_journey(parcel, handover, now))
    return parcel, is_new


def _journey(parcel: Parcel, handover: Handover, now: datetime) -> list[ParcelStep]:
    collected, signed = handover.collected_at, handover.signed_at
    if collected is None:
        return write_steps(parcel=parcel, stages=USUAL, begin=now, now=now)
    if signed is None:
        begin = collected - USUAL[0].after
        return write_steps(parcel=parcel, stages=USUAL, begin=begin, now=now)
    if signed <= collected:
        raise BadControl("signed_at must come after collected_at.")
    return write_fixed_steps(parcel=parcel, begin=collected, end=signed)


@transaction.atomic
def move_on(*, company: str, number: str) -> bool:
    """Let the next step happen now, and the later ones sooner by as much. False at the end."""
    parcel = _lock(company, number)
    now = timezone.now()
    ahead = list(ParcelStep.objects.filter(parcel=parcel, due_at__gt=now).order_by("due_at", "pk"))
    if not ahead:
        return False
    sooner = ahead[0].due_at - now
    for step in ahead:
        step.due_at -= sooner
    ParcelStep.objects.bulk_update(ahead, ["due_at"])
    return True


@transaction.atomic
def go_wrong(*, company: str, number: str, problem: str) -> Parcel:
    """Let something happen to the parcel now; only a stuck one goes on, a day later."""
    if problem not in PROBLEMS:
        raise BadControl("problem is one of " + ", ".join(PROBLEMS) + ".")
    parcel = _lock(company, number)
    now = timezone.now()
    ahead = ParcelStep.objects.filter(parcel=parcel, due_at__gt=now)
    if problem == "stuck":
        later = list(ahead)
        for step in later:
            step.due_at += scaled(24 * HOUR)
        ParcelStep.objects.bulk_update(later, ["due_at"])
    else:
        ahead.delete()
    ParcelStep.objects.bulk_create(
        write_steps(parcel=parcel, stages=PROBLEMS[problem], begin=now, now=now)
    )
    return parcel


def steps_until(*, parcel: Parcel, at: datetime) -> list[ParcelStep]:
    """Return what the track shows at a moment, oldest first."""
    return list(ParcelStep.objects.filter(parcel=parcel, due_at__lte=at).order_by("due_at", "pk"))


def _lock(company: str, number: str) -> Parcel:
    parcel = Parcel.objects.select_for_update().filter(company=company, number=number).first()
    if parcel is None:
        raise BadControl(f"There is no parcel {company} {number}.", status=404)
    return parcel
