"""The page on which finance asks for money to go back, line by line."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from orders.admin.order_steps import order_url
from orders.models import Order, OrderLine
from orders.selectors.line_money import money_of
from orders.selectors.refund_rights import REFUND
from orders.selectors.refundable import refundable_pieces, returned_of
from orders.services.line_refunds import refund_lines
from payments.selectors.plans import left_to_refund
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.money import ZERO
from shop.common.services.idempotency import form_token
from shop.common.typed_numbers import WholeNumberField
from shop.templatetags.money import yuan

PROPOSE = "orders.propose_refund"
_GOES_BACK = gettext_lazy(
    "The money goes back the way it came. Pieces that have not left stay here; goods on their way"
    " are not stopped. When nothing is left to send, the order is cancelled and the rest of its"
    " money, with the freight, goes back too."
)
_WAITS = gettext_lazy(
    "Somebody who may refund looks at it; then the money goes back the way it came. Until then the"
    " goods may still leave. After it, pieces that have not left stay here; goods on their way are"
    " not stopped. When nothing is left to send, the order is cancelled and the rest of its money,"
    " with the freight, goes back too."
)


def may_ask(request: HttpRequest) -> bool:
    """Say whether a person may ask for money to go back."""
    return request.user.has_perm(REFUND) or request.user.has_perm(PROPOSE)


class RefundForm(forms.Form):
    """One number of pieces per line, then freight and reason."""

    def __init__(self, *args: Any, lines: list[OrderLine], left: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        already = returned_of(lines)
        free = {line: refundable_pieces(line, already[line.pk]) for line in lines}
        # One that was sent twice is answered twice: the service knows what is left.
        self.lines = [line for line in lines if free[line] or self.is_bound]
        for line in self.lines:
            count = free[line]
            rest = min(money_of(line).goods_paid - already[line.pk].goods, left)
            self.fields[f"line_{line.pk}"] = WholeNumberField(
                label=f"{line.title} {line.sku_name}",
                help_text=_("Pieces, up to %(count)d; all of them give back %(amount)s.")
                % {"count": count, "amount": yuan(rest)},
                min_value=0,
                max_value=line.quantity,
                required=False,
                initial=0,
                widget=UnfoldAdminIntegerFieldWidget,
            )
        self.fields["with_freight"] = forms.BooleanField(
            label=gettext_lazy("Freight of these pieces too"),
            required=False,
            widget=UnfoldBooleanSwitchWidget,
        )
        self.fields["note"] = forms.CharField(
            label=gettext_lazy("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget
        )

    @property
    def pieces(self) -> dict[int, int]:
        return {line.pk: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines}


def refund_order(request: HttpRequest, model_admin: ModelAdmin, order_id: int) -> HttpResponse:
    """Ask for money to go back.

    A second person approves it above the policy amount, and always for who may only ask.
    """
    if not may_ask(request):
        raise PermissionDenied
    decides = request.user.has_perm(REFUND)
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise Http404
    lines = list(order.lines.prefetch_related("shares").order_by("pk"))
    left = left_to_refund(order.number)
    form = RefundForm(request.POST or None, lines=lines, left=left)
    if not form.is_bound and (left <= ZERO or not form.lines):
        messages.warning(request, _("Nothing is left to refund."))
        return HttpResponseRedirect(order_url(order_id))
    token = request.POST.get("form_token") or form_token()
    return form_page(
        request,
        model_admin=model_admin,
        form=form,
        title=_("Refund of %(number)s") % {"number": order.number},
        note=_GOES_BACK if decides else _WAITS,
        button=_("Ask for the refund"),
        hidden=[("form_token", token)],
        save=lambda: refund_lines(
            order_id=order_id,
            pieces=form.pieces,
            with_freight=form.cleaned_data["with_freight"],
            note=form.cleaned_data["note"],
            user_id=int(request.user.pk or 0),
            key=token,
            decides=decides,
        ),
        back=order_url(order_id),
    )
