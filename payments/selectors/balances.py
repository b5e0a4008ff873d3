"""Balances: sums over the ledger, of today or of any day in the past."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from payments.models import Account, LedgerPosting
from shop.common.money import ZERO

Balances = dict[tuple[Account, str], Decimal]


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What an account received and gave in a span of days, and what it held before and after.

    `known` is what it was known to hold when the span ended: without what was booked later.
    """

    account: Account
    party: str
    before: Decimal
    received: Decimal
    given: Decimal
    known: Decimal

    @property
    def after(self) -> Decimal:
        return self.before + self.received + self.given


def balances_at(day: date, *, known_at: datetime | None = None) -> Balances:
    """Return what every account held when a day ended, by account and party; zeros are left out.

    What happened on a day may be booked later (a notification after midnight, a fee). `known_at`
    leaves out what was booked after that moment, so a balance once reported can be had again.
    """
    known = LedgerPosting.objects.filter(entry__happened_at__lt=beginning_of(day + timedelta(1)))
    if known_at is not None:
        known = known.filter(entry__booked_at__lte=known_at)
    sums = known.order_by().values_list("account", "party").annotate(held=Sum("amount"))
    return {(Account(account), party): held for account, party, held in sums if held}


def movements_of(first: date, last: date) -> list[Movement]:
    """Return how the accounts moved in a span of days; customers are one account together."""
    start, end = beginning_of(first), beginning_of(last + timedelta(1))
    earlier, inside = Q(entry__happened_at__lt=start), Q(entry__happened_at__gte=start)
    rows = _by_account(LedgerPosting.objects.filter(entry__happened_at__lt=end)).annotate(
        before=Sum("amount", filter=earlier),
        received=Sum("amount", filter=inside & Q(amount__gt=0)),
        given=Sum("amount", filter=inside & Q(amount__lt=0)),
        known=Sum("amount", filter=Q(entry__booked_at__lt=end)),
    )
    return [_movement(*row) for row in sorted(rows, key=lambda row: row[:2])]


def _by_account(postings: QuerySet[LedgerPosting]) -> QuerySet[LedgerPosting, tuple[str, str]]:
    everybody = When(account=Account.CUSTOMER, then=Value(""))
    named = postings.order_by().annotate(whose=Case(everybody, default=F("party")))
    return named.values_list("account", "whose")


def beginning_of(day: date) -> datetime:
    """Return the moment at which a day of the shop begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _movement(account: str, party: str, *sums: Decimal | None) -> Movement:
    before, received, given, known = (held or ZERO for held in sums)
    return Movement(
        account=Account(account),
        party=party,
        before=before,
        received=received,
        given=given,
        known=known,
    )
