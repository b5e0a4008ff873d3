"""What operators decide about tracking."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class TrackingPolicies(Policies):
    group = "tracking"
    title = _("Tracking")

    query_seconds: int = policy(
        3600,
        label=_("Seconds between two questions about a parcel"),
        help_text=_("Kuaidi100 locks a number that is asked for more often than every 30 minutes."),
        minimum=5,
        maximum=86_400,
    )
    give_up_days: int = policy(
        60, label=_("Days after which a parcel is no longer asked for"), minimum=5, maximum=180
    )
