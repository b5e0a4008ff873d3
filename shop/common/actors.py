"""Who is responsible for a change: a person, or a named process."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person (`user_id`) or a process (`process`, such as "orders.close_unpaid")."""

    user_id: int | None = None
    process: str = ""

    def __post_init__(self) -> None:
        if (self.user_id is None) == (not self.process):
            raise ValueError("an actor is either a person or a process")

    @property
    def key(self) -> str:
        """A stable text for unique indexes and logs."""
        return f"user:{self.user_id}" if self.user_id is not None else f"process:{self.process}"


def person(user_id: int) -> Actor:
    return Actor(user_id=user_id)


def process(name: str) -> Actor:
    return Actor(process=name)
