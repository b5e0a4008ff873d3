"""A trial as its page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from payments.risk.registry import label_of
from payments.risk.types import Decision


class Outcome(TextChoices):
    """What became of the money of a past order."""

    KEPT = "kept", _("paid and kept")
    WENT_BACK = "went_back", _("paid, and money went back")
    UNPAID = "unpaid", _("never paid")

    @classmethod
    def of(cls, *, captured: Decimal, refunded: Decimal) -> "Outcome":
        if not captured:
            return cls.UNPAID
        return cls.WENT_BACK if refunded else cls.KEPT


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """How many orders one decision would meet, and met; and what became of those it would meet."""

    decision: Decision
    now: int
    then: int
    outcomes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    label: str
    points: int
    is_draft: bool
    spoke: int


def decision_rows(tally: dict[str, Any]) -> list[DecisionRow]:
    """Return one row per decision, the mildest first."""
    cells = {tuple(key.split(":")): count for key, count in tally.get("cells", {}).items()}

    def count(place: int, wanted: str, outcome: str = "") -> int:
        return sum(
            number
            for cell, number in cells.items()
            if cell[place] == wanted and outcome in {"", cell[2]}
        )

    return [
        DecisionRow(
            decision=decision,
            now=count(1, decision.value),
            then=count(0, decision.value),
            outcomes=tuple(count(1, decision.value, outcome.value) for outcome in Outcome),
        )
        for decision in Decision
    ]


def rule_rows(
    rules: list[dict[str, Any]], tally: dict[str, Any], *, drafts: set[int]
) -> Iterator[RuleRow]:
    """Return the rules of a trial, with how often each spoke."""
    spoke = tally.get("spoke", {})
    for rule in rules:
        yield RuleRow(
            label=label_of(rule["kind"]),
            points=rule["points"],
            is_draft=rule["rule_id"] in drafts,
            spoke=spoke.get(str(rule["rule_id"]), 0),
        )


def examples_of(tally: dict[str, Any]) -> list[tuple[str, Decision, Decision]]:
    """Return some orders that would have been decided otherwise: reference, then, now."""
    return [
        (reference, Decision(then), Decision(now))
        for reference, then, now in tally.get("examples", [])
    ]
