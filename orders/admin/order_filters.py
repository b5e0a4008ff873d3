"""By what staff narrow the list of orders."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from orders.selectors.ship_desk import warehouse_names
from orders.selectors.staff_orders import Work, in_heap, owners_of_orders, sent_from
from shop.common.typed_numbers import whole_number


class WorkFilter(admin.SimpleListFilter):
    """The heap; chosen by the chips above the list, so it shows nothing among the filters."""

    title = _("work")
    parameter_name = "work"
    template = "orders/staff/partials/no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(work.value, work.label) for work in Work]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        chosen = self.value()
        if chosen not in Work.values:
            return queryset
        return queryset.filter(in_heap(Work(chosen), timezone.now()))


class WarehouseFilter(admin.SimpleListFilter):
    title = _("warehouse")
    parameter_name = "warehouse"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(pk), name) for pk, name in warehouse_names()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        chosen = whole_number(self.value())
        return queryset if chosen is None else queryset.filter(sent_from(chosen))


class OwnerFilter(admin.SimpleListFilter):
    title = _("responsible")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = [(str(pk), name) for pk, name in owners_of_orders() if pk != request.user.pk]
        return [("me", _("me")), ("nobody", _("nobody")), *people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        chosen = self.value() or ""
        if chosen == "me":
            return queryset.filter(owner=request.user.pk)
        if chosen == "nobody":
            return queryset.filter(owner=None)
        owner = whole_number(chosen)
        return queryset if owner is None else queryset.filter(owner=owner)


class RemarkFilter(admin.SimpleListFilter):
    title = _("remark")
    parameter_name = "remark"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("with a remark")), ("0", _("without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() == "1":
            return queryset.exclude(remark="")
        return queryset.filter(remark="") if self.value() == "0" else queryset
