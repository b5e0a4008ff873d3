from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from orders import tasks
        from orders.events import OrderPaid, OrderPlaced
        from payments.events import PaymentCaptured, PlanPaid, RefundDone
        from shop.common.events import subscribe

        subscribe(OrderPlaced, tasks.announce_order)
        subscribe(PaymentCaptured, tasks.note_instalment)
        subscribe(PlanPaid, tasks.settle_order)
        subscribe(OrderPaid, tasks.count_sold_pieces)
        subscribe(RefundDone, tasks.note_refund)
