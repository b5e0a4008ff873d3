"""What a member of staff can do with one order: buttons that say their consequence.

Each is a POST of its own outside any transaction: the services open theirs, and one of them must
ask a gateway before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from orders.models import Order
from orders.selectors.refund_rights import may_refund
from orders.selectors.staff_order_page import StaffOrder
from orders.services.care import NOTE_LENGTH, take_over, write_staff_note
from orders.services.checking import approve_order, check_order, refuse_order
from orders.services.closing import close_and_cancel
from orders.services.risk import clear_suspicion, confirm_fake
from payments.selectors.second_person import refund_needs_second
from shop.common.actors import Actor, person
from shop.templatetags.money import yuan

Fulfilment, Suspicion = Order.Fulfilment, Order.Suspicion


@dataclass(frozen=True, kw_only=True)
class Step:
    """`label` says what follows for this person, `possible` when; both look at the page's order."""

    code: str
    permission: str
    run: Callable[[int, Actor, str], object]
    done: StrOrPromise
    possible: Callable[[StaffOrder], bool]
    label: Callable[[StaffOrder, int], str]
    is_grave: bool = False


@dataclass(frozen=True, kw_only=True)
class Button:
    code: str
    label: str
    is_grave: bool


def _is_held(page: StaffOrder) -> bool:
    return page.order.state == Order.State.OPEN and page.order.fulfilment == Fulfilment.HELD


def _is_in_check(page: StaffOrder) -> bool:
    return page.order.state == Order.State.OPEN and page.order.fulfilment == Fulfilment.IN_CHECK


def _approve_label(page: StaffOrder, _user_id: int) -> str:
    return _("Approve: goes to %(warehouses)s") % {"warehouses": ", ".join(page.warehouses) or "–"}


def _refuse_label(page: StaffOrder, user_id: int) -> str:
    return _("Refuse: %(money)s") % {"money": _back(page, user_id)}


def _cancel_label(page: StaffOrder, user_id: int) -> str:
    return _("Cancel: %(money)s") % {"money": _back(page, user_id)}


def _back(page: StaffOrder, user_id: int) -> str:
    if not page.owed:
        return _("no money moves")
    amount = {"amount": yuan(page.owed)}
    if not may_refund(user_id):
        return _("%(amount)s goes back once somebody who may refund agrees") % amount
    if refund_needs_second(reference=page.order.number, amount=page.owed, user_id=user_id):
        return _("%(amount)s goes back once a second person agrees") % amount
    return _("%(amount)s goes back") % amount


STEPS = {
    step.code: step
    for step in (
        Step(
            code="approve",
            permission="orders.check_order",
            run=lambda order_id, actor, note: approve_order(
                order_id=order_id, actor=actor, note=note
            ),
            done=gettext_lazy("The order is approved and waits in the warehouse."),
            possible=_is_held,
            label=_approve_label,
        ),
        Step(
            code="refuse",
            permission="orders.check_order",
            run=lambda order_id, actor, note: refuse_order(
                order_id=order_id, actor=actor, note=note
            ),
            done=gettext_lazy("The order is refused; stock is free, the money goes back."),
            possible=_is_held,
            label=_refuse_label,
            is_grave=True,
        ),
        Step(
            code="check",
            permission="orders.check_order",
            run=lambda order_id, actor, _note: check_order(order_id=order_id, actor=actor),
            done=gettext_lazy("The rules have run."),
            possible=_is_in_check,
            label=lambda _page, _user_id: _("Check now: the rules decide"),
        ),
        Step(
            code="cancel",
            permission="orders.cancel_order",
            run=lambda order_id, actor, note: close_and_cancel(
                order_id=order_id, reason=Order.CancelReason.STAFF, actor=actor, note=note
            ),
            done=gettext_lazy("The order is cancelled."),
            possible=lambda page: page.order.is_cancellable,
            label=_cancel_label,
            is_grave=True,
        ),
        Step(
            code="fake",
            permission="orders.check_order",
            run=lambda order_id, actor, note: confirm_fake(
                order_id=order_id, actor=actor, note=note
            ),
            done=gettext_lazy("The order counts as a fake one; clean figures leave it out."),
            possible=lambda page: page.order.suspicion != Suspicion.CONFIRMED,
            label=lambda _page, _user_id: _("A fake order"),
        ),
        Step(
            code="genuine",
            permission="orders.check_order",
            run=lambda order_id, actor, note: clear_suspicion(
                order_id=order_id, actor=actor, note=note
            ),
            done=gettext_lazy("The order counts as a genuine one again."),
            possible=lambda page: page.order.is_suspect,
            label=lambda _page, _user_id: _("A genuine order"),
        ),
        Step(
            code="take",
            permission="orders.change_order",
            run=lambda order_id, actor, _note: take_over(order_id=order_id, actor=actor),
            done=gettext_lazy("You look after this order now."),
            possible=lambda _page: True,
            label=lambda _page, _user_id: _("Take over"),
        ),
        Step(
            code="note",
            permission="orders.change_order",
            run=lambda order_id, _actor, note: write_staff_note(order_id=order_id, note=note),
            done=gettext_lazy("The note is saved."),
            possible=lambda _page: True,
            label=lambda _page, _user_id: _("Save the note"),
        ),
    )
}
DECISIONS = ("approve", "refuse", "check", "cancel")
ON_SUSPICION = ("genuine", "fake")


def buttons(
    request: HttpRequest, page: StaffOrder, codes: tuple[str, ...] = DECISIONS
) -> list[Button]:
    """Return those of the steps that this person can take on this order now."""
    shown, user_id = [STEPS[code] for code in codes], int(request.user.pk or 0)
    return [
        Button(code=step.code, label=step.label(page, user_id), is_grave=step.is_grave)
        for step in shown
        if request.user.has_perm(step.permission) and step.possible(page)
    ]


def take_step(request: HttpRequest, order_id: int, code: str) -> HttpResponse:
    """Do one step. A refusal of the service becomes a message (shop.middleware)."""
    step, back = STEPS.get(code), order_url(order_id)
    if step is None or not Order.objects.filter(pk=order_id).exists():
        raise Http404
    if not request.user.has_perm(step.permission):
        raise PermissionDenied
    if request.method == "POST":
        note = request.POST.get("note", "").strip()[:NOTE_LENGTH]
        step.run(order_id, person(int(request.user.pk or 0)), note)
        messages.success(request, str(step.done))
    return HttpResponseRedirect(back)


def order_url(order_id: int) -> str:
    return reverse("admin:orders_order_change", args=[order_id])
