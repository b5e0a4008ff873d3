"""What became of one attempt to send a message."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # for good: another attempt would be refused as well
    NOT_SENT = "not sent"  # for now: certainly nothing went out, try again later
    UNKNOWN = "unknown"  # it may have gone out


@dataclass(frozen=True, kw_only=True)
class Result:
    outcome: Outcome
    provider_id: str = ""
    error_code: str = ""
