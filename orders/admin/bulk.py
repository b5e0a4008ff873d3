"""One operation on many orders, with a result for each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from orders.models import Order
from shop.common.admin.base import ModelAdmin
from shop.common.errors import DomainError
from shop.common.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Result:
    number: str
    address: str
    is_done: bool
    text: StrOrPromise


def on_each(
    orders: Iterable[Order], operation: Callable[[Order], StrOrPromise | None]
) -> list[Result]:
    """Run an operation order by order: what one refuses does not stop the others."""
    return [_run(order, operation) for order in orders]


def _run(order: Order, operation: Callable[[Order], StrOrPromise | None]) -> Result:
    try:
        text, is_done = operation(order) or _("Done"), True
    except DomainError as refusal:
        text, is_done = str(refusal), False
    address = reverse("admin:orders_order_change", args=[order.pk])
    return Result(number=order.number, address=address, is_done=is_done, text=text)


def results_page(
    request: HttpRequest, model_admin: ModelAdmin, *, title: StrOrPromise, results: list[Result]
) -> HttpResponse:
    """Show what became of every order."""
    done = sum(result.is_done for result in results)
    context: dict[str, Any] = model_admin.admin_site.each_context(request) | {
        "title": title,
        "results": results,
        "done": done,
        "refused": len(results) - done,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "orders/staff/results.html", context)


def confirm_page(
    request: HttpRequest, model_admin: ModelAdmin, *, orders: list[Order]
) -> HttpResponse:
    """Ask before many orders are cancelled, and say how much money would go back."""
    open_orders = [order for order in orders if order.is_cancellable]
    paid = [order.total - order.refunded_total for order in open_orders if not order.is_payable]
    context: dict[str, Any] = model_admin.admin_site.each_context(request) | {
        "title": _("Cancel orders"),
        "orders": open_orders,
        "left_out": len(orders) - len(open_orders),
        "money_back": sum(paid, ZERO),
        "hidden": [
            ("action", request.POST.get("action", "")),
            ("confirmed", "1"),
            *((ACTION_CHECKBOX_NAME, str(order.pk)) for order in open_orders),
        ],
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "orders/staff/confirm.html", context)
