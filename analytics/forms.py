"""Forms of analytics: which report to make."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget

from analytics.models import Report


class ReportForm(forms.Form):
    period = forms.ChoiceField(
        label=_("kind"), choices=Report.Period, widget=UnfoldAdminSelectWidget
    )
    day = forms.DateField(
        label=_("day"),
        help_text=_("Any day of the week or month."),
        widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
