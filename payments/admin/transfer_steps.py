"""What can be done about a transfer that finance found at the bank, as buttons."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from payments.models import TransferReceipt
from payments.services.transfers import confirm_transfer, decline_transfer
from shop.common.actors import Actor
from shop.common.admin import steps
from shop.common.admin.steps import Step

CONFIRM = "confirm"
PERMISSION = "orders.refund_order"
_WAITING = frozenset({TransferReceipt.State.WAITING})


def _by_person(decide: Callable[..., TransferReceipt]) -> Callable[..., TransferReceipt]:
    def run(*, receipt_id: int, actor: Actor) -> TransferReceipt:
        return decide(receipt_id=receipt_id, user_id=int(actor.user_id or 0))

    return run


STEPS = (
    Step[TransferReceipt](
        name=CONFIRM,
        label=_("Confirm: the money is there"),
        consequence=_(
            "Look at the bank yourself first. The payment is booked, and its order goes on."
        ),
        permission=PERMISSION,
        sources=_WAITING,
        run=_by_person(confirm_transfer),
    ),
    Step[TransferReceipt](
        name="decline",
        label=_("Decline: entered by mistake"),
        consequence=_("Nothing is booked. The number of the bank can be entered again."),
        permission=PERMISSION,
        sources=_WAITING,
        run=_by_person(decline_transfer),
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(receipt: TransferReceipt, user: Any) -> list[Step[TransferReceipt]]:
    """Return the steps that the receipt's state and the person's rights allow.

    Nobody is offered to confirm what she entered.
    """
    found = steps.open_steps(STEPS, receipt, state=receipt.state, user=user)
    is_own = receipt.entered_by_id == user.pk
    return [step for step in found if step.name != CONFIRM or not is_own]
