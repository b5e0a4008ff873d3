"""Shapes of what staff enter about rules of risk; what is possible is decided by the services."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from payments.models import RiskRule
from payments.policies import RiskPolicies, check_thresholds
from payments.risk.judging import Thresholds
from payments.risk.registry import KINDS, label_of
from shop.common.forms import typed_fields
from shop.common.policies import PolicyNotValid
from shop.common.typed_numbers import WholeNumberField

_MOST_POINTS = 1000
_THRESHOLDS = ("code_from", "hold_from", "refuse_from")


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("Rule"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, kind.label) for code, kind in KINDS.items()]


class RuleForm(forms.Form):
    """Points, and the parameters that the kind of the rule has."""

    points = WholeNumberField(
        label=pgettext_lazy("risk", "Points"),
        help_text=_("The points of all rules that speak are added up."),
        validators=[MinValueValidator(0), MaxValueValidator(_MOST_POINTS)],
        widget=UnfoldAdminIntegerFieldWidget,
    )
    marks_suspect = forms.BooleanField(
        label=_("Marks suspected fake orders"),
        help_text=_("Clean figures leave such orders out until staff clear them."),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = KINDS[kind].params.fields
        self.fields.update(typed_fields(self.declared.values()))

    @property
    def decided(self) -> dict[str, Any]:
        """Return what was entered as the services take it."""
        said = self.cleaned_data
        return {
            "points": said["points"],
            "marks_suspect": said["marks_suspect"],
            "params": {name: said[name] for name in self.declared},
        }


class TrialForm(forms.Form):
    days = WholeNumberField(
        label=_("Days back"),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        initial=30,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    drafts = forms.TypedMultipleChoiceField(
        label=_("Drafts to try"),
        help_text=_("Beside the rules in force; a draft stands in for the rule that it replaces."),
        coerce=int,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    left_out = forms.TypedMultipleChoiceField(
        label=_("Rules in force to leave out"),
        coerce=int,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [rule for rule in RiskRule.objects.order_by("pk") if rule.kind in KINDS]
        states = RiskRule.State
        self._offer("drafts", [rule for rule in rules if rule.state == states.DRAFT])
        self._offer("left_out", [rule for rule in rules if rule.state == states.ACTIVE])
        self.fields.update(typed_fields(RiskPolicies.fields[name] for name in _THRESHOLDS))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        wanted = {name: given[name] for name in _THRESHOLDS if name in given}
        if len(wanted) == len(_THRESHOLDS):
            try:
                check_thresholds(**wanted)
            except PolicyNotValid as refusal:
                self.add_error("code_from", str(refusal.message))
        return given

    @property
    def thresholds(self) -> Thresholds:
        said = self.cleaned_data
        return Thresholds(
            code_from=said["code_from"],
            hold_from=said["hold_from"],
            refuse_from=said["refuse_from"],
        )

    def _offer(self, name: str, rules: list[RiskRule]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(rule.pk, f"{label_of(rule.kind)} ({rule.points})") for rule in rules]
        if not rules:
            del self.fields[name]
