"""Trials of rules: begin one, watch it, read what the rules would have decided."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.admin.read_only import ReadOnlyAdmin
from payments.forms.risk import TrialForm
from payments.models import RiskRule, RiskTrial
from payments.policies import RiskPolicies
from payments.risk.services.trials import begin_trial
from payments.risk.trial_results import Outcome, decision_rows, examples_of, rule_rows
from shop.common.actors import person
from shop.common.admin.form_page import form_page
from shop.common.http import SignedInRequest
from shop.common.policies import policies
from shop.common.typed_numbers import whole_number

PAGE = "admin:payments_risktrial_change"


@admin.register(RiskTrial)
class RiskTrialAdmin(ReadOnlyAdmin):
    list_display = ["begun", "days", "total_count", "held_or_refused", "state", "created_by"]
    list_display_links = ["begun"]
    list_select_related = ["created_by"]
    empty_text = gettext_lazy(
        "Try rules on past orders: it shows what they would have decided, and changes nothing."
    )
    ordering = ["-pk"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("payments.add_risktrial"))

    @admin.display(description=gettext_lazy("begun at"), ordering="created_at")
    def begun(self, trial: RiskTrial) -> Any:
        return trial.created_at

    @admin.display(description=gettext_lazy("would be held or refused"))
    def held_or_refused(self, trial: RiskTrial) -> int:
        _passed, _code, held, refused = decision_rows(trial.tally)
        return held.now + refused.now

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:trial_id>/progress/",
            self.admin_site.admin_view(self.progress_view),
            name="payments_risktrial_progress",
        )
        urls: list[URLPattern] = super().get_urls()
        return [own, *urls]

    def add_view(self, request: SignedInRequest, *_args: Any, **_extra: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TrialForm(request.POST or None, initial=_present(request))
        begun: list[RiskTrial] = []
        answer = form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Try rules on past orders"),
            note=_(
                "Nothing changes for any order. Everything that was known then is judged again."
            ),
            button=_("Try"),
            save=lambda: begun.append(_begin(request, form)),
            back=reverse("admin:payments_riskrule_changelist"),
        )
        return HttpResponseRedirect(reverse(PAGE, args=[begun[0].pk])) if begun else answer

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_extra: Any) -> Any:
        trial = self._trial(request, whole_number(object_id))
        context = self.admin_site.each_context(request) | _shown(trial)
        context |= {"title": _("Trial of rules"), "opts": self.opts}
        return TemplateResponse(request, "admin/payments/risk_trial.html", context)

    def progress_view(self, request: HttpRequest, trial_id: int) -> HttpResponse:
        trial = self._trial(request, trial_id)
        answer = TemplateResponse(
            request, "admin/payments/partials/risk_trial_progress.html", {"trial": trial}
        )
        if trial.state == RiskTrial.State.DONE:
            answer["HX-Refresh"] = "true"
        return answer

    def _trial(self, request: HttpRequest, trial_id: int | None) -> RiskTrial:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: QuerySet[RiskTrial] = self.get_queryset(request).select_related("created_by")
        trial = rows.filter(pk=trial_id or 0).first()
        if trial is None:
            raise Http404
        return trial


def _begin(request: SignedInRequest, form: TrialForm) -> RiskTrial:
    return begin_trial(
        days=form.cleaned_data["days"],
        thresholds=form.thresholds,
        draft_ids=form.cleaned_data.get("drafts", []),
        left_out_ids=form.cleaned_data.get("left_out", []),
        actor=person(request.user.pk),
    )


def _present(request: HttpRequest) -> dict[str, Any]:
    decided = policies(RiskPolicies)
    wanted = whole_number(request.GET.get("draft", ""))
    return {
        "code_from": decided.code_from,
        "hold_from": decided.hold_from,
        "refuse_from": decided.refuse_from,
        "drafts": [wanted] if wanted else [],
    }


def _shown(trial: RiskTrial) -> dict[str, Any]:
    tried = {rule["rule_id"] for rule in trial.rules}
    drafts = set(RiskRule.objects.drafts().filter(pk__in=tried).values_list("pk", flat=True))
    return {
        "trial": trial,
        "is_at_work": trial.state == RiskTrial.State.RUNNING,
        "outcomes": Outcome.labels,
        "rows": decision_rows(trial.tally),
        "rules": list(rule_rows(trial.rules, trial.tally, drafts=drafts)),
        "suspects": trial.tally.get("suspects", {}),
        "examples": examples_of(trial.tally),
    }
