from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from catalog.events import ProductTakenDown
        from logistics.events import ShipmentDelivered, ShipmentDispatched
        from orders import staff_tasks, tasks
        from orders.events import OrderCancelled, OrderPaid, OrderPlaced, SuspicionChanged
        from payments.events import (
            ExcessCaptured,
            NotificationRefused,
            NotificationTurnedAway,
            OtherAmountReported,
            PaymentCaptured,
            PlanDeadlineMoved,
            PlanPaid,
            RefundApproved,
            RefundDeclined,
            RefundDone,
            RefundFailed,
        )
        from shop.common.events import subscribe

        subscribe(ProductTakenDown, tasks.tell_of_take_down)
        subscribe(OrderPlaced, tasks.announce_order)
        subscribe(PaymentCaptured, tasks.note_instalment)
        subscribe(PlanPaid, tasks.settle_order)
        subscribe(PlanDeadlineMoved, tasks.keep_for_transfer)
        subscribe(OrderPaid, tasks.count_sold_pieces)
        subscribe(OrderCancelled, tasks.count_sold_pieces)
        subscribe(SuspicionChanged, tasks.count_sold_pieces)
        subscribe(RefundDone, tasks.note_refund)
        subscribe(RefundApproved, tasks.keep_back)
        subscribe(RefundDeclined, tasks.forget_refund)
        subscribe(OrderPaid, staff_tasks.check_paid_order)
        subscribe(ShipmentDispatched, staff_tasks.follow_dispatch)
        subscribe(ShipmentDelivered, staff_tasks.follow_delivery)
        subscribe(RefundFailed, staff_tasks.call_for_failed_refund)
        subscribe(ExcessCaptured, staff_tasks.call_for_excess_money)
        subscribe(OtherAmountReported, staff_tasks.call_for_other_amount)
        subscribe(NotificationRefused, staff_tasks.call_for_refused_notification)
        subscribe(NotificationTurnedAway, staff_tasks.call_for_turned_away_notification)
