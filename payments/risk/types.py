"""Values of risk: what the caller knows of an order, what a rule says, what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.traits import Trait
from shop.common.money import ZERO


class Decision(TextChoices):
    """What happens to a payment, from the mildest to the hardest."""

    PASS = "pass", pgettext_lazy("risk", "pass")
    CODE = "code", _("ask for a code before paying")
    HOLD = "hold", _("hold for a person")
    REFUSE = "refuse", pgettext_lazy("risk", "refuse")


@dataclass(frozen=True, kw_only=True)
class RiskFacts:
    """What `orders` knows about who pays what, from where, to where; traits only as keyed hashes.

    Regions are codes of provinces, empty where unknown. `usual_amount` is the mean of what the
    customer paid before. `way` is the gateway once it is chosen.
    """

    reference: str
    customer_id: int
    at: datetime
    amount: Decimal
    keys: Mapping[Trait, str] = field(default_factory=dict)
    delivery_region: str = ""
    ip_region: str = ""
    phone_region: str = ""
    known_regions: tuple[str, ...] = ()  # where earlier orders went
    earlier_orders: int = 0  # paid ones
    returned_orders: int = 0
    usual_amount: Decimal = ZERO
    first_order_at: datetime | None = None
    uses_newcomer_offer: bool = False
    can_get_code: bool = False
    blacklisted: tuple[Trait, ...] = ()
    way: str = ""

    def key(self, trait: Trait) -> str:
        return self.keys.get(trait, "")


class Counted(TextChoices):
    """What is counted of the orders that share a trait with this one."""

    ORDERS = "orders"
    ACCOUNTS = "accounts"  # other accounts than this one
    NEWCOMERS = "newcomers"  # other accounts that used an offer for new customers
    FAILURES = "failures"  # payments that the bank refused, whatever the order


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A count over the last minutes, of orders with the same trait."""

    trait: Trait
    what: Counted
    minutes: int


Seen = Mapping[Measure, int]
Figures = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A rule that spoke: its points, and the figures of its sentence."""

    rule_id: int
    kind: str
    points: int
    marks_suspect: bool
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the rules together came to."""

    points: int
    decision: Decision
    is_suspect: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class ReasonView:
    """One reason as staff read it."""

    label: str
    points: int
    text: str


@dataclass(frozen=True, kw_only=True)
class AssessmentView:
    """What other apps may know of an assessment."""

    id: int
    decision: Decision
    points: int
    is_suspect: bool
    at: datetime
    reasons: tuple[ReasonView, ...]
