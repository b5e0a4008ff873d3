"""What staff say when they decide on a review or answer it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from marketing.models import Review

_DECISIONS = (
    (Review.State.SHOWN, _("Show to everybody")),
    (Review.State.HIDDEN, _("Hide")),
    (Review.State.REFUSED, _("Refuse")),
)


class ReviewReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget)


class ComplaintForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("What is wrong with the goods. It is kept in the history of the product."),
    )


class ReviewDecisionForm(forms.Form):
    """What may become of a review from the state that it is in."""

    to = forms.ChoiceField(label=_("Decision"), widget=UnfoldAdminRadioSelectWidget)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Needed to hide or to refuse. A bad opinion alone is no reason."),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = Review.STEPS[state]
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(to, label) for to, label in _DECISIONS if to in possible]


class ReviewAnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=500, widget=UnfoldAdminTextareaWidget)
