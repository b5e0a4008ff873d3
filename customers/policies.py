"""What operators decide about accounts."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class CustomerPolicies(Policies):
    group = "customers"
    title = _("Customers")

    code_minutes: int = policy(
        5, label=_("Minutes that a log-in code lives"), minimum=1, maximum=30
    )
    code_tries: int = policy(5, label=_("Wrong tries per code"), minimum=1, maximum=10)
    code_pause_seconds: int = policy(
        60, label=_("Seconds between two codes to one phone"), minimum=0, maximum=600
    )
    codes_per_hour: int = policy(5, label=_("Codes per phone and hour"), minimum=1, maximum=1000)
    codes_per_day: int = policy(10, label=_("Codes per phone and day"), minimum=1, maximum=1000)
    codes_per_address_and_hour: int = policy(
        60, label=_("Codes per IP address and hour"), minimum=1, maximum=100_000
    )
    password_tries_per_name: int = policy(
        20,
        label=_("Wrong passwords per name and hour"),
        help_text=_("Over all addresses. Beyond it every further try has to wait."),
        minimum=5,
        maximum=10_000,
    )
    password_tries_per_address: int = policy(
        100,
        label=_("Wrong passwords per IP address and hour"),
        help_text=_("Over all names. Beyond it every further try has to wait."),
        minimum=5,
        maximum=100_000,
    )
    password_pause_seconds: int = policy(
        30, label=_("Seconds between two further tries"), minimum=1, maximum=600
    )
    addresses_per_customer: int = policy(
        20, label=_("Addresses per customer"), minimum=1, maximum=200
    )
