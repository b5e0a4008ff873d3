"""What can be done about a proposed refund, as buttons."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from payments.models import RefundProposal
from payments.services.refund_proposals import approve_refund, decline_refund
from shop.common.actors import Actor
from shop.common.admin import steps
from shop.common.admin.steps import Step

APPROVE = "approve"
PERMISSION = "orders.refund_order"
_WAITING = frozenset({RefundProposal.State.WAITING})


def _by_person(decide: Callable[..., RefundProposal]) -> Callable[..., RefundProposal]:
    def run(*, proposal_id: int, actor: Actor) -> RefundProposal:
        return decide(proposal_id=proposal_id, user_id=int(actor.user_id or 0))

    return run


STEPS = (
    Step[RefundProposal](
        name=APPROVE,
        label=_("Approve"),
        consequence=_(
            "The money goes back the way it came. Whoever proposed it cannot approve it."
        ),
        permission=PERMISSION,
        sources=_WAITING,
        run=_by_person(approve_refund),
    ),
    Step[RefundProposal](
        name="decline",
        label=_("Decline"),
        consequence=_("Nothing goes back; the pieces can be asked for again."),
        permission=PERMISSION,
        sources=_WAITING,
        run=_by_person(decline_refund),
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(proposal: RefundProposal, user: Any) -> list[Step[RefundProposal]]:
    """Return the steps that the proposal's state and the person's rights allow.

    Nobody is offered to approve what she proposed.
    """
    found = steps.open_steps(STEPS, proposal, state=proposal.state, user=user)
    is_own = proposal.proposed_by_id == user.pk
    return [step for step in found if step.name != APPROVE or not is_own]
