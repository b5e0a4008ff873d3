"""Steps of plans, attempts and refunds as staff read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from payments.failures import RETURNED
from payments.models import (
    PaymentAttempt,
    PaymentHistory,
    PaymentPlan,
    Refund,
    RefundPart,
    RefundProposal,
    RefundReroute,
)
from payments.selectors.reroutes import bank_label


def _labels(states: type[TextChoices]) -> dict[str, StrOrPromise]:
    return {state.value: state.label for state in states}


_AXES: dict[str, tuple[StrOrPromise, dict[str, StrOrPromise]]] = {
    "plan": (
        gettext_lazy("payment plan"),
        _labels(PaymentPlan.State) | {"parts": gettext_lazy("divided into parts")},
    ),
    "attempt": (
        gettext_lazy("payment attempt"),
        _labels(PaymentAttempt.State) | {"disputed": gettext_lazy("over another amount")},
    ),
    "refund": (gettext_lazy("refund"), _labels(Refund.State)),
    "refund_part": (gettext_lazy("part of a refund"), _labels(RefundPart.State)),
    "reroute": (gettext_lazy("another way for a refund"), _labels(RefundReroute.State)),
    "proposal": (
        gettext_lazy("proposed refund"),
        _labels(RefundProposal.State) | {"proposed": gettext_lazy("proposed")},
    ),
    "case": (pgettext_lazy("of money not owed", "case"), _labels(Refund.Case)),
    "code": (
        pgettext_lazy("from the SMS", "code"),
        {"demanded": gettext_lazy("asked for"), "confirmed": gettext_lazy("confirmed")},
    ),
}
_REASONS = (
    _labels(Refund.Reason)
    | _labels(RefundReroute.Target)
    | {RETURNED: gettext_lazy("back in the shop's own bank account")}
)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of what happened; `process` names what did it if no person did."""

    at: datetime
    what: str
    to: str
    reason: str
    who: str
    process: str


def what_of(entry: PaymentHistory) -> str:
    """Return what moved, with its number."""
    label, _states = _AXES.get(entry.axis, (entry.axis, {}))
    return f"{label} {entry.subject}" if entry.subject and entry.axis != "proposal" else str(label)


def to_of(entry: PaymentHistory) -> str:
    """Return the state that was reached."""
    _label, states = _AXES.get(entry.axis, (entry.axis, {}))
    return str(states.get(entry.to_state, entry.to_state))


def reason_of(entry: PaymentHistory) -> str:
    """Return why, where somebody said so."""
    if entry.axis == "reroute" and entry.reason not in _REASONS:
        bank, _space, ending = entry.reason.partition(" ")
        return f"{bank_label(bank)} {ending}"
    return str(_REASONS.get(entry.reason, entry.reason))


def who_of(entry: PaymentHistory) -> str:
    """Return the person; what no person did was done by itself."""
    return str(entry.actor_user) if entry.actor_user else _("by itself")


def history_of(plan: PaymentPlan, *subjects: str) -> QuerySet[PaymentHistory]:
    """Return the steps of a plan, or those of some numbers in it, the latest first."""
    steps = PaymentHistory.objects.filter(plan=plan)
    own = steps.filter(subject__in=subjects) if subjects else steps
    return own.select_related("actor_user").order_by("-at", "-pk")


def happenings(entries: Iterable[PaymentHistory]) -> list[Happening]:
    """Return steps in words, in the order they are given."""
    return [
        Happening(
            at=entry.at,
            what=what_of(entry),
            to=to_of(entry),
            reason=reason_of(entry),
            who=who_of(entry),
            process=entry.actor_process,
        )
        for entry in entries
    ]
