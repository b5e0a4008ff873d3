"""What the shop asks of a tracking service. Sibling to copy: kuaidi100.py."""

from typing import Protocol

from logistics.types import Track


class TrackingProvider(Protocol):
    """Knows tracks of many carriers. Uses the network: never inside a transaction."""

    def track(self, *, company: str, number: str, phone_tail: str) -> Track | None:
        """Return the track; None when the service knows nothing of the number yet.

        Raises ProviderUnavailable or ProviderAnswerInvalid.
        """
