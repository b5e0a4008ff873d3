"""What operators decide about files that are kept for a while."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class FilePolicies(Policies):
    group = "files"
    title = _("Imports and exports")

    import_days: int = policy(
        180,
        label=_("Days that the file of an import is kept"),
        help_text=_("Who imported what, and when, stays."),
        minimum=7,
        maximum=3650,
    )
    export_days: int = policy(
        30, label=_("Days that an export can be fetched"), minimum=1, maximum=365
    )
