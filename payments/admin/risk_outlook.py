"""What putting a rule in force would bring, by its last trial on past orders."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from payments.models import RiskRule, RiskTrial
from payments.risk.trial_results import decision_rows

_NEW, _TRIAL = "admin:payments_risktrial_add", "admin:payments_risktrial_change"


def consequence_of_enforcing(rule: RiskRule) -> SafeString:
    """Say what a draft would do; one that was not tried as it is now is said to be so."""
    lines = [_("It counts for every order from now on; the rule it replaces is retired.")]
    trial = _last_trial(rule)
    if trial is None:
        lines.append(_("It was not tried on past orders as it is now."))
        link, address = _("Try it first"), f"{reverse(_NEW)}?draft={rule.pk}"
    else:
        lines += _result(trial)
        link, address = _("The whole trial"), reverse(_TRIAL, args=[trial.pk])
    said = format_html_join("", "{}<br>", ((line,) for line in lines))
    return format_html('{}<a class="underline" href="{}">{}</a>', said, address, link)


def _last_trial(rule: RiskRule) -> RiskTrial | None:
    as_it_is = {
        "rule_id": rule.pk,
        "points": rule.points,
        "params": rule.params,
        "marks_suspect": rule.marks_suspect,
    }
    done = RiskTrial.objects.filter(state=RiskTrial.State.DONE, rules__contains=[as_it_is])
    return done.order_by("-pk").first()


def _result(trial: RiskTrial) -> list[str]:
    tried = _("Tried on %(orders)s orders of the last %(days)s days:") % {
        "orders": trial.done_count,
        "days": trial.days,
    }
    decided = (
        _("%(decision)s: %(now)s, decided then: %(then)s")
        % {"decision": row.decision.label, "now": row.now, "then": row.then}
        for row in decision_rows(trial.tally)
    )
    return [tried, *decided]
