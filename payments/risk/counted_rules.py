"""The shape that most rules share: one count over what stands in the history, and a limit to it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django_stubs_ext import StrOrPromise

from payments.risk.registry import Params, risk_rule
from payments.risk.types import Figures, Measure, RiskFacts, Seen

P = TypeVar("P", bound=Params)


def counted_rule(
    code: str,
    *,
    label: StrOrPromise,
    words: StrOrPromise,
    params: type[P],
    measure: Callable[[P], Measure],
    says: Callable[[P, int], Figures | None],
    at_payment: bool = False,
) -> None:
    """Register a kind that asks for one count; `says` makes figures of a count that is too high."""

    def measures(decided: P) -> Iterable[Measure]:
        return (measure(decided),)

    @risk_rule(
        code, label=label, words=words, params=params, measures=measures, at_payment=at_payment
    )
    def speak(_facts: RiskFacts, decided: P, seen: Seen) -> Figures | None:
        return says(decided, seen[measure(decided)])
