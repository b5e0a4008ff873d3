"""Rules of risk: what counts, drafts of what shall count, and trying them before."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from payments.admin.risk_outlook import consequence_of_enforcing
from payments.admin.risk_steps import BY_NAME, open_steps, second_person_notes
from payments.admin.risk_words import figures_in_words, params_in_words, trail_of
from payments.forms.risk import KindForm, RuleForm
from payments.models import RiskRule
from payments.models.risk_rule import RiskRuleQuerySet
from payments.risk.registry import KINDS, label_of
from payments.risk.services.rules import change_draft, draft_rule
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.admin.steps import step_page
from shop.common.http import SignedInRequest
from shop.common.plain import from_plain
from shop.common.typed_numbers import whole_number

LIST, PAGE = "admin:payments_riskrule_changelist", "admin:payments_riskrule_change"
_TONES = {RiskRule.State.ACTIVE: "is-good", RiskRule.State.DRAFT: "is-act"}
_FIRST = {RiskRule.State.DRAFT: 0, RiskRule.State.ACTIVE: 1, RiskRule.State.RETIRED: 2}
_ORDER = Case(
    *(When(state=state, then=place) for state, place in _FIRST.items()),
    output_field=IntegerField(),
)


class WorkFilter(admin.SimpleListFilter):
    """What waits for people."""

    title = gettext_lazy("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("retire", gettext_lazy("to be retired"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RiskRule]) -> QuerySet[RiskRule]:
        rules: RiskRuleQuerySet = queryset  # type: ignore[assignment]  # the model's own
        return rules.to_retire() if self.value() == "retire" else queryset


@admin.register(RiskRule)
class RiskRuleAdmin(ModelAdmin):
    list_display = ["name", "points", "parameters", "suspects", "shown_state", "enforced_at"]
    list_display_links = ["name"]
    list_filter = [WorkFilter, "state", "marks_suspect"]
    empty_text = gettext_lazy(
        "No rule counts: every order passes. Draft one, and try it on past orders before it counts."
    )
    ordering = ["-pk"]
    actions = None
    actions_list = ["try_rules"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RiskRule]:
        rows: QuerySet[RiskRule] = super().get_queryset(request)
        return rows.annotate(place=_ORDER).order_by("place", "kind", "-pk")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [_ORDER, "kind", "-pk"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_try_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return bool(request.user.has_perm("payments.add_risktrial"))

    @admin.display(description=gettext_lazy("rule"), ordering="kind")
    def name(self, rule: RiskRule) -> str:
        return label_of(rule.kind)

    @admin.display(description=gettext_lazy("parameters"))
    def parameters(self, rule: RiskRule) -> str:
        return " · ".join(f"{label}: {value}" for label, value in params_in_words(rule))

    @admin.display(description=gettext_lazy("fake orders"), ordering="marks_suspect")
    def suspects(self, rule: RiskRule) -> str:
        return _("marks them") if rule.marks_suspect else "–"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, rule: RiskRule) -> SafeString:
        tone = _TONES.get(RiskRule.State(rule.state), "")
        shown = format_html('<span class="chip {}">{}</span>', tone, rule.get_state_display())
        if rule.retire_proposed_at is None or rule.state != RiskRule.State.ACTIVE:
            return shown
        waits = _("to be retired: waits for a second person")
        return format_html('{}<small class="cell-sub">{}</small>', shown, waits)

    @action(
        description=gettext_lazy("Try rules on past orders"), permissions=["try"], icon="science"
    )
    def try_rules(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:payments_risktrial_add"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("draft/<slug:kind>/", view(self.draft_view), name="payments_riskrule_draft"),
            path("<int:rule_id>/edit/", view(self.edit_view), name="payments_riskrule_edit"),
            path(
                "<int:rule_id>/step/<slug:name>/",
                view(self.step_view),
                name="payments_riskrule_step",
            ),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def add_view(self, request: HttpRequest, *_args: Any, **_extra: Any) -> HttpResponse:
        """Choose the kind; its parameters are asked for on the next page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = KindForm(request.POST or None)
        if form.is_bound and form.is_valid():
            kind = form.cleaned_data["kind"]
            return HttpResponseRedirect(reverse("admin:payments_riskrule_draft", args=[kind]))
        return self._form(request, form, title=_("New rule"), save=lambda: None, button=_("Next"))

    def draft_view(self, request: SignedInRequest, kind: str) -> HttpResponse:
        """Draft a rule of a kind, or with ?replaces= the change of one in force."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if kind not in KINDS:
            return HttpResponseRedirect(reverse(LIST))
        replaces = _replaced(request, kind)
        form = RuleForm(request.POST or None, kind=kind, initial=_present(replaces, kind))
        return self._form(
            request,
            form,
            title=_("Draft: %(rule)s") % {"rule": label_of(kind)},
            note=_("A draft does not count. Try it on past orders, then put it in force."),
            save=lambda: draft_rule(
                kind=kind,
                actor=person(request.user.pk),
                replaces_id=replaces.pk if replaces else None,
                **form.decided,
            ),
        )

    def edit_view(self, request: SignedInRequest, rule_id: int) -> HttpResponse:
        rule = get_object_or_404(RiskRule, pk=rule_id)
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = RuleForm(request.POST or None, kind=rule.kind, initial=_present(rule, rule.kind))
        return self._form(
            request,
            form,
            title=_("Draft: %(rule)s") % {"rule": label_of(rule.kind)},
            save=lambda: change_draft(
                rule_id=rule_id, actor=person(request.user.pk), **form.decided
            ),
            back=reverse(PAGE, args=[rule_id]),
        )

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_extra: Any) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = RiskRule.objects.select_related(
            "replaces",
            "created_by",
            "changed_by",
            "enforced_by",
            "retired_by",
            "retire_proposed_by",
        )
        rule = self.get_object(request, object_id)
        if rule is None:
            return HttpResponseRedirect(reverse(LIST))
        shown = rows.get(pk=rule.pk)
        context = self.admin_site.each_context(request) | {
            "title": label_of(rule.kind),
            "opts": self.opts,
            "rule": shown,
            "tone": _TONES.get(RiskRule.State(rule.state), ""),
            "figures": figures_in_words(shown),
            "history": list(trail_of(rule)),
            "steps": [
                (step, reverse("admin:payments_riskrule_step", args=[rule.pk, step.name]))
                for step in open_steps(rule, request.user)
            ],
            "notes": list(second_person_notes(shown, request.user)),
            "may_edit": rule.state == RiskRule.State.DRAFT and self.has_change_permission(request),
            "may_replace": rule.state == RiskRule.State.ACTIVE
            and rule.kind in KINDS
            and self.has_add_permission(request),
            "may_try": self.has_try_permission(request) and rule.state != RiskRule.State.RETIRED,
        }
        return TemplateResponse(request, "admin/payments/risk_rule.html", context)

    def step_view(self, request: SignedInRequest, rule_id: int, name: str) -> HttpResponse:
        rule = get_object_or_404(RiskRule, pk=rule_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=label_of(rule.kind),
            key={"rule_id": rule_id},
            back=reverse(LIST),
            note=consequence_of_enforcing(rule) if name == "enforce" else "",
        )

    def _form(
        self,
        request: HttpRequest,
        form: Any,
        *,
        title: str,
        save: Callable[[], object],
        note: str = "",
        button: str = "",
        back: str = "",
    ) -> HttpResponse:
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=title,
            note=note,
            button=button,
            save=save,
            back=back or reverse(LIST),
        )


def _replaced(request: HttpRequest, kind: str) -> RiskRule | None:
    wanted = request.GET.get("replaces", "")
    if not wanted:
        return None
    in_force = RiskRule.objects.in_force()
    return get_object_or_404(in_force, pk=whole_number(wanted) or 0, kind=kind)


def _present(rule: RiskRule | None, kind: str) -> dict[str, Any]:
    declared = KINDS[kind].params.fields
    if rule is None:
        return {name: field.default for name, field in declared.items()} | {"points": 20}
    stored = {
        name: from_plain(field.kind, rule.params[name]) if name in rule.params else field.default
        for name, field in declared.items()
    }
    return stored | {"points": rule.points, "marks_suspect": rule.marks_suspect}
