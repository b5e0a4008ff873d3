"""What a person or a partner is told when a rule of the shop says no."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the shop refused the request; nothing was changed.

    `code` is stable for machines, `message` is a whole sentence for people; `beside` is what a form
    that has such fields says beside them, by their names.
    """

    code = "refused"
    message: str | Promise = _("This is not possible now.")
    beside: Mapping[str, str | Promise] = {}

    def __init__(self, message: str | Promise | None = None) -> None:
        self.message = message if message is not None else type(self).message
        super().__init__(str(self.message))


class TransitionRefused(DomainError):
    """The thing is in a state from which this step is not possible."""

    code = "transition_refused"
    message = _("This step is not possible in the present state.")


class ChangedMeanwhile(DomainError):
    """Somebody else changed the thing after it was read."""

    code = "changed_meanwhile"
    message = _("This was changed in the meantime. Please look at it again.")
