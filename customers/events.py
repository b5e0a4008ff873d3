"""What happens to people."""

from dataclasses import dataclass

from shop.common.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(Event):
    """A new customer account exists. Not sent for staff accounts."""

    user_id: int
