"""What staff say when they decide on a review or answer it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget


class ReviewReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget)


class ReviewAnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=500, widget=UnfoldAdminTextareaWidget)
