"""Decisions of risk with their reasons: read, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from payments.admin.money_page import MoneyAdmin, moment, row_link, time_of
from payments.gateways.registry import LABELS
from payments.models import RiskAssessment
from payments.risk.stored import facts_of, reasons_of
from payments.risk.types import Decision
from shop.common.selectors import region_path
from shop.templatetags.money import yuan

TONES = {Decision.PASS: "good", Decision.CODE: "run", Decision.HOLD: "act", Decision.REFUSE: "bad"}


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(MoneyAdmin):
    list_display = ["assessed", "order", "customer", "money", "shown_decision", "points", "why"]
    list_filter = ["decision", "is_suspect", "at"]
    list_select_related = ["customer"]
    search_fields = ["=reference", "=customer__number"]
    search_help_text = gettext_lazy("Order or customer number")
    empty_text = gettext_lazy(
        "Every order is assessed when it is placed; the decision and its reasons stand here."
    )
    ordering = ["-at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    details = ("reasons", "ways", "known")
    actions = None

    def summary_of(self, request: HttpRequest, row: RiskAssessment) -> dict[str, Any]:
        chips = [(row.get_decision_display(), TONES[Decision(row.decision)])]
        if row.is_suspect:
            chips.append((_("suspected fake order"), "bad"))
        return {
            "chips": chips,
            "facts": [
                (_("customer"), row_link(request, row.customer)),
                (_("amount"), yuan(row.amount)),
                (pgettext("risk", "points"), str(row.points)),
                (_("assessed at"), time_of(row.at)),
            ],
        }

    @admin.display(description=gettext_lazy("assessed at"), ordering="at")
    def assessed(self, row: RiskAssessment) -> SafeString | str:
        return moment(row.at)

    @admin.display(description=gettext_lazy("decision"), ordering="decision")
    def shown_decision(self, row: RiskAssessment) -> SafeString:
        tone = TONES[Decision(row.decision)]
        return format_html('<span class="chip is-{}">{}</span>', tone, row.get_decision_display())

    @admin.display(description=gettext_lazy("reasons"))
    def why(self, row: RiskAssessment) -> str:
        return ", ".join(reason.label for reason in reasons_of(row)) or "–"

    @admin.display(description=gettext_lazy("reasons"))
    def reasons(self, row: RiskAssessment) -> SafeString | str:
        told = reasons_of(row, *row.at_payment.order_by("pk"))
        lines = ((reason.points, reason.label, reason.text) for reason in told)
        return format_html_join("", "<p><strong>{}</strong> · {}: {}</p>", lines) or "–"

    @admin.display(description=gettext_lazy("when a way of paying was chosen"))
    def ways(self, row: RiskAssessment) -> SafeString | str:
        lines = (
            (LABELS.get(found.gateway, found.gateway), found.points, found.get_decision_display())
            for found in row.at_payment.order_by("pk")
        )
        return format_html_join("", "<p>{}: <strong>{}</strong> · {}</p>", lines) or "–"

    @admin.display(description=gettext_lazy("what was known"))
    def known(self, row: RiskAssessment) -> SafeString:
        facts = facts_of(row)
        shared = [str(trait.label) for trait, key in facts.keys.items() if key]
        told = (
            (_("paid orders before"), facts.earlier_orders),
            (_("of them came back"), facts.returned_orders),
            (_("usual amount"), f"¥{facts.usual_amount}"),
            (_("delivery to"), region_path(facts.delivery_region) or "–"),
            (_("IP address from"), region_path(facts.ip_region) or _("not known")),
            (_("account's phone from"), region_path(facts.phone_region) or _("not known")),
            (_("offer for new customers"), _("yes") if facts.uses_newcomer_offer else _("no")),
            (_("compared by"), ", ".join([_("account"), *shared])),
        )
        return format_html_join("", "<p>{}: {}</p>", told)
