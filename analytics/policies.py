"""What operators decide about figures and reports."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class AnalyticsPolicies(Policies):
    group = "analytics"
    title = _("Figures and reports")

    page_view_days: int = policy(
        400,
        label=_("Days to keep page views"),
        help_text=_("The figures of each day and the reports stay for ever."),
        minimum=31,
        maximum=3650,
    )
    report_owner: str = policy(
        "",
        label=_("Responsible for automatic reports"),
        help_text=_("Number of a member of staff, such as C1001. Empty: nobody."),
    )
