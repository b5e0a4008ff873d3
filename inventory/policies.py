"""What operators decide about stock."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class InventoryPolicies(Policies):
    group = "inventory"
    title = _("Stock")

    alert_threshold: int = policy(
        5,
        label=_("Warn when fewer pieces are saleable than"),
        help_text=_("For SKUs without a threshold of their own. 0: no alert."),
        minimum=0,
        maximum=100_000,
    )
