"""Moving an order along one of its axes: the one way in which orders change state."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orders.models import Order, OrderHistory
from shop.common.actors import Actor
from shop.common.transitions import step

_TABLES = {
    "state": Order.STATE_STEPS,
    "payment_state": Order.PAYMENT_STEPS,
    "fulfilment": Order.FULFILMENT_STEPS,
    "after_sale": Order.AFTER_SALE_STEPS,
    "suspicion": Order.SUSPICION_STEPS,
}


def move_order(
    *,
    order: Order,
    axis: str,
    to: str,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> None:
    """Move one axis of a locked order and write its history. Raises TransitionRefused."""
    step(
        order,
        axis=axis,
        to=to,
        table=_TABLES[axis],
        history=OrderHistory,
        owner="order",
        actor=actor,
        reason=reason,
        at=at,
        also=also,
    )


def birth_of(*, order: Order, actor: Actor) -> OrderHistory:
    """Make the first history row of an order, to be written with its other rows."""
    return OrderHistory(
        order=order,
        axis="state",
        to_state=order.state,
        actor_user_id=actor.user_id,
        actor_process=actor.process,
        at=order.placed_at,
    )
