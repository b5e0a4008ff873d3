"""What reconciliation asks of a gateway that writes statements. Sibling to copy: alipay_statement.

Bank transfers have none: they are confirmed by people who read the bank's own.
"""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, Protocol, runtime_checkable

from payments.types import StatementLine, StatementOutcome


@runtime_checkable
class WritesStatements(Protocol):
    """A gateway whose day can be compared with ours."""

    def download_statement(self, day: date, into: BinaryIO) -> StatementOutcome:
        """Write the provider's own file of a day; READY, EMPTY, or NOT_YET: ask again later.

        Raises ProviderUnavailable or ProviderAnswerInvalid.
        """

    def read_statement(self, file: BinaryIO) -> Iterator[StatementLine]:
        """Read such a file line by line, with flat memory. Raises ProviderAnswerInvalid."""
