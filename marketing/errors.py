"""Why marketing says no."""

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
