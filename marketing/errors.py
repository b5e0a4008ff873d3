"""Why marketing says no."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError, TransitionRefused


class ReviewAlreadyWritten(DomainError):
    """There is a review of this order line."""

    code = "review_already_written"
    message = _("You have reviewed this article already. Thank you!")


class ReviewNotPossible(DomainError):
    """The review breaks a rule of form: stars, length, number of photos."""

    code = "review_not_possible"
    message = _("Please give one to five stars, at most 500 characters and 9 photos.")


class ReviewStepRefused(TransitionRefused):
    """The review is in a state from which this is not possible."""

    code = "review_step_refused"
    message = _("This review was decided on already.")


class ReasonMissing(DomainError):
    """Who hides or refuses a review says why."""

    code = "reason_missing"
    message = _("Please say why: the reason is kept with the review.")


class AnswerMissing(DomainError):
    """An answer has words."""

    code = "answer_missing"
    message = _("Please write an answer.")


class NotForSale(DomainError):
    """There is no such product for shoppers."""

    code = "not_for_sale"
    message = _("This article is not for sale any more.")


class CompareFull(DomainError):
    """As many goods are compared as fit on the page."""

    code = "compare_full"
    message = _("At most four goods can be compared. Please remove one first.")


class GoodsUnknown(DomainError):
    """A block of the home page names goods that are not there."""

    code = "goods_unknown"

    def __init__(self, numbers: Iterable[str]) -> None:
        names = ", ".join(sorted(numbers))
        super().__init__(_("There are no goods with these numbers: %(names)s.") % {"names": names})


class WriterPublishes(DomainError):
    """Who wrote an article last cannot be the one who publishes it."""

    code = "writer_publishes"
    message = _("You wrote this text: somebody else has to publish it.")


class WriterUnknown(DomainError):
    """An article is written by a person, never by a process."""

    code = "writer_unknown"
    message = _("An article needs somebody who wrote it.")


class ArticleNotComplete(DomainError):
    """An article without words cannot be shown to readers."""

    code = "article_not_complete"
    message = _("An article needs a text before it can be checked.")


class ArticleNotPublic(DomainError):
    """Only what readers can see can be withdrawn."""

    code = "article_not_public"
    message = _("Readers do not see this article: there is nothing to withdraw.")


class ArticleAddressTaken(DomainError):
    """Another article lives at the address."""

    code = "article_address_taken"
    message = _("Readers find another article at this address. Choose a different one.")


class MomentHasPassed(DomainError):
    """An article is scheduled for a moment to come."""

    code = "moment_has_passed"
    message = _("The moment of publishing must lie in the future.")


class PolicyUnknown(DomainError):
    """A text names a policy that the shop does not have."""

    code = "policy_unknown"

    def __init__(self, names: Iterable[str]) -> None:
        shown = ", ".join(sorted(names))
        super().__init__(_("The shop has no such policies: %(names)s.") % {"names": shown})
