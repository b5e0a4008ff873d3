"""What operators decide about payments."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class PaymentPolicies(Policies):
    group = "payments"
    title = _("Payments")

    query_seconds: int = policy(
        20,
        label=_("Seconds between two questions to the gateway"),
        help_text=_("A payment whose notification was lost is found after this time."),
        minimum=5,
        maximum=300,
    )
    grace_minutes: int = policy(
        10,
        label=_("Minutes after the deadline in which we still ask the gateway"),
        minimum=1,
        maximum=1440,
    )
