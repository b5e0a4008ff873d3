"""What the rules of the order check look at, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from customers.traits import Trait
from payments.risk.types import AssessmentView


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """An order as the rules see it; personal data in clear, so never into a log."""

    receiver_name: str = field(repr=False)
    phone: str = field(repr=False)
    street: str = field(repr=False)
    province_code: str
    district_code: str
    district_is_finest: bool
    remark: str
    total: Decimal
    captured: Decimal
    is_paid: bool
    ordered: Mapping[int, int]  # pieces by order line
    reserved: Mapping[int, int]  # pieces held for it, by order line
    is_remote: bool
    holds_remarks: bool
    holds_remote: bool
    risk: AssessmentView | None = None
    blacklisted: tuple[Trait, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Passed, or held with the code of its reason and the figures in it: see `reasons`."""

    passed: bool
    reason: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


PASSED = Answer(passed=True)


def held(reason: str, **params: str) -> Answer:
    return Answer(passed=False, reason=reason, params=params)
