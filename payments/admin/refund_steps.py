"""What can be done about a refund, as buttons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from payments.models import Refund
from payments.services.refund_cases import close_case
from payments.services.refunds import pay_out_refund, retry_refund
from shop.common.admin import steps
from shop.common.admin.steps import ReasonForm, Step, StepForm

PERMISSION = "orders.refund_order"


class SerialForm(StepForm):
    serial = forms.CharField(
        label=_("serial number of the bank"), max_length=60, widget=UnfoldAdminTextInputWidget
    )


State = Refund.State

STEPS = (
    Step[Refund](
        name="retry",
        label=_("Try again"),
        consequence=_(
            "What the gateway refused is sent once more, under the same number unless that is"
            " spent."
        ),
        permission=PERMISSION,
        sources=frozenset({State.FAILED}),
        run=retry_refund,
    ),
    Step[Refund](
        name="pay-out",
        label=_("Paid out by bank"),
        consequence=_(
            "You sent the money to an account that the customer named. Never do both: what the"
            " gateway sends after all would be money twice."
        ),
        permission=PERMISSION,
        sources=frozenset({State.FAILED}),
        run=pay_out_refund,
        form=SerialForm,
    ),
    Step[Refund](
        name="close-case",
        label=_("Close the case"),
        consequence=_(
            "Say why this money came, for whoever asks later. The refund goes its own way."
        ),
        permission=PERMISSION,
        sources=frozenset(State),
        run=close_case,
        form=ReasonForm,
        applies=lambda refund: refund.case == Refund.Case.OPEN,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(refund: Refund, user: Any) -> list[Step[Refund]]:
    """Return the steps that the refund's state and the person's rights allow."""
    return steps.open_steps(STEPS, refund, state=refund.state, user=user)
