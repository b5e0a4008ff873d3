"""What can be done about a refund, as buttons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from payments.forms.reroute import CardForm
from payments.models import Refund, RefundReroute
from payments.selectors.reroutes import may_be_rerouted, open_reroute
from payments.services.paying_out import pay_out_refund
from payments.services.refund_cases import close_case
from payments.services.refund_reroutes import approve_reroute, decline_reroute, reroute_refund
from payments.services.refund_retries import retry_refund
from payments.types import OtherWay, RerouteTarget
from shop.common.actors import Actor
from shop.common.admin import steps
from shop.common.admin.steps import ReasonForm, Step, StepForm

PERMISSION = "orders.refund_order"


class SerialForm(StepForm):
    serial = forms.CharField(
        label=_("serial number of the bank"), max_length=60, widget=UnfoldAdminTextInputWidget
    )


State = Refund.State
APPROVE = "approve-card"


def _to_card(*, refund_id: int, actor: Actor, bank: str, account: str, holder: str) -> Refund:
    way = OtherWay(target=RerouteTarget.CARD, bank=bank, account=account, holder=holder)
    return reroute_refund(refund_id=refund_id, way=way, actor=actor)


def _to_us(*, refund_id: int, actor: Actor) -> Refund:
    way = OtherWay(target=RerouteTarget.OURS)
    return reroute_refund(refund_id=refund_id, way=way, actor=actor)


def _may_be_tried(refund: Refund) -> bool:
    return refund.parts.filter(state="failed", returned_at__isnull=True).exists()


def _has_waiting_card(refund: Refund) -> bool:
    way = open_reroute(refund)
    return way is not None and way.state == RefundReroute.State.WAITING


STEPS = (
    Step[Refund](
        name="to-card",
        label=_("Send to a bank card"),
        consequence=_(
            "The gateway sends the money to a debit card that the customer names; it takes one to"
            " three working days. Number and name go to the gateway sealed and are forgotten here"
            " when it is over. A large amount waits for a second person."
        ),
        permission=PERMISSION,
        sources=frozenset({State.FAILED}),
        run=_to_card,
        form=CardForm,
        applies=may_be_rerouted,
    ),
    Step[Refund](
        name="to-us",
        label=_("Take back to our account"),
        consequence=_(
            "The gateway pays the money into the shop's own bank account. The customer has nothing"
            " by that: pay by bank then, and note it here."
        ),
        permission=PERMISSION,
        sources=frozenset({State.FAILED}),
        run=_to_us,
        applies=may_be_rerouted,
    ),
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
        applies=_may_be_tried,
    ),
    Step[Refund](
        name=APPROVE,
        label=_("Agree to the card"),
        consequence=_(
            "The money goes to the card that somebody else entered. Compare its bank and its last"
            " digits with what the customer wrote."
        ),
        permission=PERMISSION,
        sources=frozenset({State.FAILED}),
        run=approve_reroute,
        applies=_has_waiting_card,
    ),
    Step[Refund](
        name="decline-card",
        label=_("Do without the card"),
        consequence=_("Nothing goes to the card; another one can be entered."),
        permission=PERMISSION,
        sources=frozenset({State.FAILED}),
        run=decline_reroute,
        applies=_has_waiting_card,
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
    """Return the steps that the refund's state and the person's rights allow.

    Nobody is offered to agree to a card that she entered.
    """
    found = steps.open_steps(STEPS, refund, state=refund.state, user=user)
    way = open_reroute(refund)
    is_own = way is not None and way.asked_by_id == user.pk
    return [step for step in found if step.name != APPROVE or not is_own]
