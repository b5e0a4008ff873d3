"""Values of analytics: a stretch of time, what is looked at, and its figures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.utils import timezone

from shop.common.money import ZERO

WEB = "web"


@dataclass(frozen=True, kw_only=True)
class Span:
    """From `start` up to, not including, `end`; what became known after `known_at` is left out."""

    start: datetime
    end: datetime
    known_at: datetime | None = None

    @classmethod
    def of_days(cls, first_day: date, last_day: date) -> Self:
        """Make a span of whole days in the shop's time zone, both included."""
        return cls(start=midnight(first_day), end=midnight(last_day + timedelta(days=1)))

    @property
    def first_day(self) -> date:
        return timezone.localtime(self.start).date()

    @property
    def last_day(self) -> date:
        return timezone.localtime(self.end - timedelta(microseconds=1)).date()

    def moved_back(self, days: int) -> Self:
        """Return the same hours some days earlier, with no more known than at their end."""
        shift = timedelta(days=days)
        known_at = self.known_at - shift if self.known_at else None
        return type(self)(start=self.start - shift, end=self.end - shift, known_at=known_at)


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in the shop's time zone."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What part of the shop is looked at; empty means all of it."""

    channel: str = ""
    category_path: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.channel or self.category_path)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Sums of a span, from which all measures are derived. None: not known for this scope."""

    visitors: int | None = 0
    page_views: int | None = 0
    sessions: int | None = 0
    bounced_sessions: int | None = 0
    orders_placed: int = 0
    orders_paid: int = 0
    paying_customers: int = 0
    gmv: Decimal = ZERO
    gmv_clean: Decimal = ZERO
    paid_amount: Decimal = ZERO
    refunded_amount: Decimal | None = ZERO
    new_users: int | None = 0


@dataclass(frozen=True, kw_only=True)
class BestSeller:
    product_id: int
    number: str
    title: str
    quantity: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class SeenPage:
    """One page that somebody saw, before it is stored; a product may be told by its number."""

    event_id: UUID
    at: datetime
    visitor: str
    session: str
    page: str
    path: str = ""
    user_id: int | None = None
    source: str = ""
    campaign: str = ""
    product_id: int | None = None
    product_number: str = ""
    sku_id: int | None = None
    missed: str = ""  # what was searched for and not found
    region_code: str = ""
    device: str = ""
