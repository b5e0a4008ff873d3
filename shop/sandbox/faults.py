"""Which fault, if any, strikes now."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from shop.sandbox.models import Fault, Rule

PROVIDERS = ("alipay", "kuaidi100", "sms", "unionpay", "wechat")
DOOR_FAULTS = (
    Fault.Kind.SLOW,
    Fault.Kind.HTTP_500,
    Fault.Kind.HTTP_500_DONE,
    Fault.Kind.GARBAGE,
)


@dataclass(frozen=True)
class Occasion:
    """What is about to happen; a fault may be limited to a part of such occasions."""

    provider: str
    method: str = ""
    reference: str = ""
    fen: int | None = None

    def fits(self, fault: Fault) -> bool:
        return (
            fault.method in {"", self.method}
            and fault.reference in {"", self.reference}
            and (fault.fen is None or (self.fen is not None and self.fen % 100 == fault.fen))
        )


def strike(*, occasion: Occasion, kinds: Collection[str], is_named: bool = False) -> Fault | None:
    """Return the first fault that strikes on this occasion, and use up one of its times.

    `is_named`: only one that names this method; one for every method does not count.
    """
    for fault in strikes(occasion=occasion, kinds=kinds, is_named=is_named):
        return fault
    return None


def strikes(*, occasion: Occasion, kinds: Collection[str], is_named: bool = False) -> list[Fault]:
    """Return every fault that strikes on this occasion, and use up one of each one's times."""
    faults = Fault.objects.filter(provider=occasion.provider, kind__in=kinds).order_by("pk")
    if is_named:
        faults = faults.filter(method=occasion.method)
    return [fault for fault in faults if occasion.fits(fault) and _happens(fault)]


def rule_is_on(*, name: str) -> bool:
    """Tell whether a provider's own limit counts; every rule is on until it is switched off."""
    return not Rule.objects.filter(name=name, is_on=False).exists()


def _happens(fault: Fault) -> bool:
    if secrets.randbelow(1000) >= fault.probability * 1000:
        return False
    if fault.remaining is None:
        return True
    mine = Fault.objects.filter(pk=fault.pk, remaining__gt=0)
    return mine.update(remaining=F("remaining") - 1) == 1
