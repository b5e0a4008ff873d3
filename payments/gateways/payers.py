"""What a gateway offers that must know its payer before a trade begins. Sibling: wechat_log_in."""

from typing import Protocol, runtime_checkable

from shop.common.types import ProviderConfig


@runtime_checkable
class AsksPayers(Protocol):
    """A gateway whose own log-in says who pays, under its own number of a person."""

    @staticmethod
    def can_ask_payer(config: ProviderConfig) -> bool:
        """Say whether the account has what the log-in needs."""

    def log_in_url(self, *, return_url: str, state: str) -> str:
        """Return where the payer goes; comes back to `return_url` with `code` and `state`."""

    def payer_of(self, code: str) -> str:
        """Ask whose code it is; it counts once. Raises LogInOver, PayerNotTold.

        Also ProviderUnavailable and ProviderAnswerInvalid.
        """
