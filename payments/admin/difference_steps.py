"""What can be done about a difference, as buttons."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from payments.admin.difference_words import what_came_of_it
from payments.models import Difference, StatementRow
from payments.services.differences import (
    approve_difference,
    possible_actions,
    send_back_difference,
    settle_difference,
)
from payments.services.finance_notices import PERMISSION
from shop.common.admin import steps
from shop.common.admin.steps import ReasonForm, Step, StepForm

Action, State = Difference.Action, Difference.State
DifferenceStep = Step[Difference]
APPROVE = "approve"

_OPEN = frozenset({State.OPEN})
_PROPOSED = frozenset({State.PROPOSED})


class OrderForm(StepForm):
    """Which order a payment is for that we know nothing of."""

    reference = forms.CharField(
        label=_("Order number"), max_length=40, widget=UnfoldAdminTextInputWidget
    )


def _may(action: Difference.Action, difference: Difference) -> bool:
    return action in possible_actions(difference=difference)


def _is_known(difference: Difference) -> bool:
    is_known = difference.attempt_id is not None or difference.subject == StatementRow.Kind.REFUND
    return is_known and _may(Action.BOOK, difference)


def _is_unknown(difference: Difference) -> bool:
    return _may(Action.BOOK, difference) and not _is_known(difference)


def _goes_back(difference: Difference) -> bool:
    return _may(Action.REFUND, difference) and difference.attempt_id is not None


STEPS = (
    DifferenceStep(
        name="book",
        label=_("Book what is missing"),
        consequence=_(
            "It is booked as if the gateway had reported it now: an order that waits for it is"
            " paid, and what no order needs goes back to the payer by itself."
        ),
        permission=PERMISSION,
        sources=_OPEN,
        run=partial(settle_difference, action=Action.BOOK),
        said=what_came_of_it,
        applies=_is_known,
    ),
    DifferenceStep(
        name="book-for-order",
        label=_("Book it for an order"),
        consequence=_(
            "Find the order in what the customer says or in the gateway's own pages. The payment is"
            " booked for it; what the order does not need goes back to the payer by itself."
        ),
        permission=PERMISSION,
        sources=_OPEN,
        run=partial(settle_difference, action=Action.BOOK),
        said=what_came_of_it,
        form=OrderForm,
        applies=_is_unknown,
    ),
    DifferenceStep(
        name="refund",
        label=_("Book it and give it back"),
        consequence=_(
            "The payment is booked, pays no order, and all of it goes back to the payer."
        ),
        permission=PERMISSION,
        sources=_OPEN,
        run=partial(settle_difference, action=Action.REFUND),
        said=what_came_of_it,
        form=ReasonForm,
        applies=_goes_back,
    ),
    DifferenceStep(
        name="accept",
        label=_("Accept it"),
        consequence=_(
            "Nothing moves. The ledger books the amount from the gateway's account to the account"
            " of differences, with your reason."
        ),
        permission=PERMISSION,
        sources=_OPEN,
        run=partial(settle_difference, action=Action.ACCEPT),
        said=what_came_of_it,
        form=ReasonForm,
    ),
    DifferenceStep(
        name=APPROVE,
        label=_("Agree"),
        consequence=_("What was proposed is done now."),
        permission=PERMISSION,
        sources=_PROPOSED,
        run=approve_difference,
        said=what_came_of_it,
    ),
    DifferenceStep(
        name="send-back",
        label=_("Send back"),
        consequence=_("Nothing is done; the difference is open again."),
        permission=PERMISSION,
        sources=_PROPOSED,
        run=send_back_difference,
        said=what_came_of_it,
        form=ReasonForm,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(difference: Difference, user: Any) -> list[DifferenceStep]:
    """Return the steps that the state of a difference and the person's rights allow.

    Nobody is offered to agree to a proposal of her own.
    """
    found = steps.open_steps(STEPS, difference, state=difference.state, user=user)
    is_own = difference.proposed_by_id == user.pk
    return [step for step in found if step.name != APPROVE or not is_own]
