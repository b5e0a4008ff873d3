"""Orders in the back office: the list with its heaps, and what is done to many at once."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.admin.bulk import confirm_page, on_each, results_page
from orders.admin.order_columns import OrderColumns
from orders.admin.order_filters import OwnerFilter, RemarkFilter, WarehouseFilter, WorkFilter
from orders.admin.order_page import (
    blacklist_buyer,
    edit_receiver,
    reveal_receiver,
    show_order,
)
from orders.admin.order_steps import order_url, take_step
from orders.admin.refund_page import refund_order
from orders.models import Order
from orders.selectors.staff_orders import Work, for_staff_list, found_orders, heap_counts
from orders.services.cancellation import cancel_order
from orders.services.care import take_over
from orders.services.checking import approve_order
from orders.services.waves import create_waves_for
from orders.staff_tasks import cancel_unpaid_order
from shop.common.actors import Actor, person
from shop.common.http import SignedInRequest
from shop.common.typed_numbers import whole_number


@admin.register(Order)
class OrderAdmin(OrderColumns):
    list_display = [
        "shown_number", "shown_customer", "goods", "money", "shown_state", "shipping",
        "care",
    ]  # fmt: skip
    list_display_links = ["shown_number"]
    list_filter = [
        WorkFilter, "payment_state", "placed_at", WarehouseFilter, OwnerFilter, RemarkFilter,
        "suspicion",
    ]  # fmt: skip
    list_before_template = "orders/staff/partials/heaps.html"
    list_fullwidth = True
    list_per_page = 50
    list_disable_select_all = True
    list_max_show_all = 50
    show_full_result_count = False
    search_fields = ["number"]
    search_help_text = gettext_lazy("Order or customer number, phone, waybill, SKU code, barcode")
    empty_text = gettext_lazy("Orders stand here as soon as customers place them.")
    ordering = ["-placed_at", "-pk"]
    actions = ["approve_held", "take_over_selected", "make_waves", "cancel_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        orders: QuerySet[Order] = super().get_queryset(request)
        return for_staff_list(orders)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        return (found_orders(queryset, search_term) if search_term.strip() else queryset), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        counts, chosen = heap_counts(timezone.now()), request.GET.get("work", "")
        changelist.heaps = [(work, counts.get(work), work.value == chosen) for work in Work]
        return changelist

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("number/<slug:number>/", view(self.find_view), name="orders_order_find"),
            path("<int:order_id>/step/<slug:code>/", view(take_step), name="orders_order_step"),
            path("<int:order_id>/reveal/", view(self.reveal_view), name="orders_order_reveal"),
            path("<int:order_id>/refund/", view(self.refund_view), name="orders_order_refund"),
            path("<int:order_id>/receiver/", view(self.edit_view), name="orders_order_receiver"),
            path(
                "<int:order_id>/blacklist/",
                view(self.blacklist_view),
                name="orders_order_blacklist",
            ),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order_id = whole_number(object_id)
        if order_id is None:
            return HttpResponseRedirect(reverse("admin:orders_order_changelist"))
        return show_order(request, self, order_id)

    def find_view(self, request: HttpRequest, number: str) -> HttpResponse:
        """Lead from an order's number, as other apps know it, to its page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        order_id = Order.objects.filter(number=number).values_list("pk", flat=True).first()
        if order_id is None:
            return HttpResponseRedirect(reverse("admin:orders_order_changelist"))
        return HttpResponseRedirect(order_url(order_id))

    def reveal_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        return reveal_receiver(request, self, order_id)

    def edit_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        return edit_receiver(request, self, order_id)

    def refund_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        return refund_order(request, self, order_id)

    def blacklist_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        return blacklist_buyer(request, self, order_id)

    def has_check_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.check_order")

    def has_pick_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.pick_order")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.cancel_order")

    @admin.action(description=gettext_lazy("Approve held orders"), permissions=["check"])
    def approve_held(self, request: SignedInRequest, queryset: QuerySet[Order]) -> HttpResponse:
        actor = _actor(request)

        def approve(order: Order) -> str:
            approve_order(order_id=order.pk, actor=actor)
            return _("approved, waits in the warehouse")

        results = on_each(_oldest_first(queryset), approve)
        return results_page(request, self, title=_("Approve held orders"), results=results)

    @admin.action(description=gettext_lazy("Take over"), permissions=["change"])
    def take_over_selected(self, request: SignedInRequest, queryset: QuerySet[Order]) -> None:
        actor, chosen = _actor(request), _oldest_first(queryset)
        for order in chosen:
            take_over(order_id=order.pk, actor=actor)
        text = _("You look after %(count)d orders now.")
        messages.success(request, text % {"count": len(chosen)})

    @admin.action(description=gettext_lazy("Make pick waves"), permissions=["pick"])
    def make_waves(self, request: SignedInRequest, queryset: QuerySet[Order]) -> HttpResponse:
        numbers = list(queryset.values_list("number", flat=True))
        waves = create_waves_for(numbers=numbers, actor=_actor(request))
        text = _("Waves made: %(waves)s")
        messages.success(request, text % {"waves": ", ".join(wave.number for wave in waves)})
        if len(waves) == 1:
            wave = reverse("admin:orders_pickwave_change", args=[waves[0].pk])
            return HttpResponseRedirect(wave)
        return HttpResponseRedirect(reverse("admin:orders_pickwave_changelist"))

    @admin.action(description=gettext_lazy("Cancel"), permissions=["cancel"])
    def cancel_selected(self, request: SignedInRequest, queryset: QuerySet[Order]) -> HttpResponse:
        if "confirmed" not in request.POST:
            return confirm_page(request, self, orders=_oldest_first(queryset))
        actor = _actor(request)

        def cancel(order: Order) -> str:
            if order.is_payable and order.is_cancellable:
                cancel_unpaid_order.delay(order_id=order.pk, user_id=request.user.pk)
                return _("is closed at the payment service first, then cancelled")
            cancel_order(order_id=order.pk, reason=Order.CancelReason.STAFF, actor=actor)
            return _("cancelled")

        results = on_each(_oldest_first(queryset), cancel)
        return results_page(request, self, title=_("Cancel orders"), results=results)


def _actor(request: HttpRequest) -> Actor:
    return person(int(request.user.pk or 0))


def _oldest_first(queryset: QuerySet[Order]) -> list[Order]:
    return list(queryset.prefetch_related(None).order_by("pk"))
