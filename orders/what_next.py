"""What happens next with an order, in one sentence for its customer."""

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.labels import Label
from orders.models import Order

_SENTENCES: dict[Label, str | Promise] = {
    Label.TO_PAY: _("Please pay until %(pay_by)s. Then the order is closed by itself."),
    Label.IN_CHECK: _("We check the order and ship it by %(ship_by)s."),
    Label.TO_SHIP: _("The warehouse prepares your goods and ships them by %(ship_by)s."),
    Label.PARTLY_SHIPPED: _("A part of your goods is on its way; the rest follows."),
    Label.SHIPPED: _("Your goods are on their way. It counts as received on %(receive_by)s."),
    Label.DELIVERED: _("Please confirm the receipt. It is confirmed by itself on %(receive_by)s."),
    Label.COMPLETED: _("The order is completed. Thank you for shopping with us."),
    Label.CANCELLED: _("Nothing more happens with this order."),
    Label.CLOSED: _("This order is closed."),
}


def what_next(order: Order, label: Label) -> str:
    """Say what the customer can expect, or is expected to do."""
    moments = {"pay_by": order.pay_by, "ship_by": order.ship_by, "receive_by": order.receive_by}
    written = {
        name: f"{timezone.localtime(at):%m-%d %H:%M}" if at else "–" for name, at in moments.items()
    }
    return str(_SENTENCES[label] % written)
