"""What operators decide about orders."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class OrderPolicies(Policies):
    group = "orders"
    title = _("Orders")

    payment_minutes: int = policy(
        30,
        label=_("Minutes to pay"),
        help_text=_("An order that is not paid by then is closed and its stock set free."),
        minimum=1,
        maximum=1440,
    )
    ship_hours: int = policy(
        24,
        label=_("Hours to ship"),
        help_text=_("Counted from the payment."),
        minimum=1,
        maximum=720,
    )
    receive_days: int = policy(
        15,
        label=_("Days until an order counts as received"),
        help_text=_("Counted from delivery."),
        minimum=1,
        maximum=90,
    )
    receive_extra_days: int = policy(
        5,
        label=_("Further days without a report of delivery"),
        help_text=_("Then the days are counted from shipping, and these are added."),
        minimum=0,
        maximum=90,
    )
    estimate_district: str = policy(
        "110101",
        label=_("District for estimates"),
        help_text=_("Freight is estimated to this district as long as no address is known."),
    )
    guest_cart_days: int = policy(
        60,
        label=_("Days that a guest's cart is kept"),
        minimum=1,
        maximum=365,
    )


class CheckPolicies(Policies):
    group = "order_check"
    title = _("Order check")

    hold_remarks: bool = policy(default=True, label=_("Hold orders with a remark"))
    hold_remote: bool = policy(default=True, label=_("Hold orders to remote areas"))
    remote_provinces: list[str] = policy(
        ["540000", "630000", "650000"],
        label=_("Codes of remote provinces"),
        help_text=_("540000 Tibet, 630000 Qinghai, 650000 Xinjiang."),
    )
    remind_hours: int = policy(
        4,
        label=_("Hours until staff are reminded of a held order"),
        help_text=_("Counted from the payment. Nothing is decided by itself."),
        minimum=1,
        maximum=240,
    )
