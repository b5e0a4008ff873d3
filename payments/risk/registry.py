"""The kinds of rules: small functions with typed parameters, registered by code.

    class Velocity(Params):
        minutes: int = policy(10, label=_("Minutes"), minimum=1, maximum=1440)

    @risk_rule("account_orders", label=_("…"), words=_("…"), params=Velocity)
    def account_orders(facts: RiskFacts, params: Velocity, seen: Seen) -> Figures | None:

A rule answers None when it has nothing to say, else the figures of its sentence. Which rules count,
with how many points and which parameters, stands in `RiskRule`: staff decide it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

from django.core.exceptions import ImproperlyConfigured
from django_stubs_ext import StrOrPromise

from payments.risk.types import Figures, Measure, RiskFacts, Seen
from shop.common.plain import Plain, from_plain
from shop.common.policies import PolicyField, described_fields, plain_of, policy


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(policy,))
class Params:
    """Base of the parameters of a kind; a subclass becomes a frozen dataclass."""

    fields: ClassVar[Mapping[str, PolicyField]] = {}

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)
        cls.fields = described_fields(cls, group="risk")

    @classmethod
    def read(cls, stored: Mapping[str, Plain]) -> Self:
        """Read what was stored; what is missing has its default."""
        known = {name: field for name, field in cls.fields.items() if name in stored}
        return cls(**{name: from_plain(field.kind, stored[name]) for name, field in known.items()})

    @classmethod
    def written(cls, values: Mapping[str, object]) -> dict[str, Plain]:
        """Return values as they are stored. Raises PolicyNotValid."""
        return {name: plain_of(field, values[name]) for name, field in cls.fields.items()}


P = TypeVar("P", bound=Params)
Rule = Callable[[RiskFacts, P, Seen], Figures | None]


def _as_they_are(figures: Figures) -> Figures:
    return figures


def _nothing(_params: Any) -> Iterable[Measure]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of rule: how it is called, what it says, what it wants counted, and the rule.

    `told` puts figures that are codes into the words of the reader. `at_payment`: the rule is asked
    once more when a way of paying is chosen.
    """

    code: str
    label: StrOrPromise
    words: StrOrPromise
    params: type[Params]
    judge: Rule[Any]
    measures: Callable[[Any], Iterable[Measure]]
    told: Callable[[Figures], Figures]
    at_payment: bool


KINDS: dict[str, Kind] = {}


def risk_rule(
    code: str,
    *,
    label: StrOrPromise,
    words: StrOrPromise,
    params: type[P],
    measures: Callable[[P], Iterable[Measure]] = _nothing,
    told: Callable[[Figures], Figures] = _as_they_are,
    at_payment: bool = False,
) -> Callable[[Rule[P]], Rule[P]]:
    """Register a kind of rule; `measures` names the counts that it looks at."""

    def register(judge: Rule[P]) -> Rule[P]:
        if code in KINDS:
            raise ImproperlyConfigured(f"two kinds of rules are called {code}")
        KINDS[code] = Kind(
            code=code,
            label=label,
            words=words,
            params=params,
            judge=judge,
            measures=measures,
            told=told,
            at_payment=at_payment,
        )
        return judge

    return register


def in_words(code: str, figures: Figures) -> str:
    """Say what a rule found; a kind that this version no longer knows is shown as it stands."""
    kind = KINDS.get(code)
    return str(kind.words) % kind.told(figures) if kind else code


def label_of(code: str) -> str:
    return str(KINDS[code].label) if code in KINDS else code
