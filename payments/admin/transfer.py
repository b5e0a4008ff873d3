"""Bank transfers as finance sees them: what the bank shows is entered, and confirmed by another."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from payments.admin.history_words import happenings, history_of
from payments.admin.money_page import MoneyAdmin, chip, money_cell, row_link, time_of
from payments.admin.transfer_steps import BY_NAME, PERMISSION, open_steps
from payments.models import TransferReceipt
from payments.services.transfers import Found, confirm_transfer, decline_transfer, record_transfer
from shop.common.admin.steps import step_page
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest
from shop.common.money import ZERO
from shop.templatetags.money import yuan

State = TransferReceipt.State
_TONES = {State.WAITING: "act", State.BOOKED: "good", State.DECLINED: ""}


class ReceiptForm(forms.ModelForm[TransferReceipt]):
    number = forms.CharField(
        label=_("Remark of the transfer (our number)"),
        max_length=32,
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = TransferReceipt
        fields = ("number", "amount", "serial", "received_on")
        widgets = {"amount": UnfoldAdminTextInputWidget({"inputmode": "decimal"})}
        help_texts = {
            "amount": _("As the bank shows it. Less counts as a part; what is too much goes back."),
        }


@admin.register(TransferReceipt)
class TransferReceiptAdmin(MoneyAdmin):
    form = ReceiptForm
    list_display = (
        "serial", "order", "money", "money_expected", "received_on", "shown_state", "entered_by",
        "decided_by",
    )  # fmt: skip
    list_filter = ("state", "received_on")
    search_fields = ("serial", "attempt__out_trade_no", "attempt__payment__plan__reference")
    search_help_text = _("Serial number of the bank, our number or order number")
    list_select_related = ("attempt__payment__plan", "entered_by", "decided_by")
    empty_text = _(
        "When the bank shows a transfer from a customer, it is entered here and confirmed: then"
        " its order is paid."
    )
    ordering = ("-pk",)
    actions = ("confirm", "decline")

    def get_fieldsets(self, request: HttpRequest, obj: TransferReceipt | None = None) -> list[Any]:
        return [] if obj else [(None, {"fields": ReceiptForm.Meta.fields})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        rights = ("orders.refund_order", "payments.add_transferreceipt")
        return bool(request.user.has_perms(rights))

    def reference_of(self, row: TransferReceipt) -> str:
        return row.attempt.payment.plan.reference

    def summary_of(self, request: HttpRequest, row: TransferReceipt) -> dict[str, Any]:
        return {
            "chips": [(row.get_state_display(), _TONES[State(row.state)])],
            "facts": [
                (gettext("amount received"), yuan(row.amount)),
                (gettext("amount expected"), yuan(_expected(row))),
                (gettext("serial number of the bank"), row.serial),
                (gettext("received on"), row.received_on.isoformat()),
                (gettext("our number"), row_link(request, row.attempt)),
                (gettext("entered by"), row.entered_by),
                (gettext("entered at"), time_of(row.entered_at)),
                (gettext("decided by"), row.decided_by),
                (gettext("decided at"), time_of(row.decided_at)),
            ],
            "notes": list(_to_know(row, request)),
            "happenings": happenings(
                history_of(row.attempt.payment.plan, row.attempt.out_trade_no)
            ),
            "steps": [
                (step, reverse("admin:payments_transferreceipt_step", args=[row.pk, step.name]))
                for step in open_steps(row, request.user)
            ],
        }

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:receipt_id>/step/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name="payments_transferreceipt_step",
        )
        urls: list[URLPattern] = super().get_urls()
        return [step, *urls]

    def step_view(self, request: SignedInRequest, receipt_id: int, name: str) -> HttpResponse:
        rows = TransferReceipt.objects.select_related("attempt__payment__plan")
        receipt = get_object_or_404(rows, pk=receipt_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=f"{self.reference_of(receipt)} {yuan(receipt.amount)}",
            key={"receipt_id": receipt_id},
            back=reverse("admin:payments_transferreceipt_change", args=[receipt_id]),
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: TransferReceipt,
        form: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        receipt = record_transfer(
            found=Found(
                number=form.cleaned_data["number"],
                amount=obj.amount,
                serial=obj.serial,
                received_on=obj.received_on,
            ),
            user_id=int(request.user.pk or 0),
        )
        obj.__dict__.update(receipt.__dict__)

    def response_add(
        self, request: HttpRequest, obj: TransferReceipt, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say what became of it, and show its page: what is missing, who has to confirm it."""
        is_booked = obj.state == State.BOOKED
        told = gettext("%(serial)s is booked.") if is_booked else gettext("%(serial)s is entered.")
        notes = [told % {"serial": obj.serial}, *_to_know(obj, request)]
        (messages.success if is_booked else messages.warning)(request, " ".join(notes))
        if "_addanother" in request.POST:
            return HttpResponseRedirect(request.path)
        page = reverse("admin:payments_transferreceipt_change", args=[obj.pk])
        return HttpResponseRedirect(page)

    @admin.display(description=_("amount received"), ordering="amount")
    def money(self, receipt: TransferReceipt) -> SafeString:
        return money_cell(receipt.amount)

    @admin.display(description=_("amount expected"))
    def money_expected(self, receipt: TransferReceipt) -> SafeString | str:
        expected = _expected(receipt)
        return "–" if expected is None else money_cell(expected)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, receipt: TransferReceipt) -> SafeString:
        return chip(receipt.get_state_display(), _TONES[State(receipt.state)])

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    @admin.action(description=_("Confirm: the money is there"), permissions=["refund"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[TransferReceipt]) -> None:
        for receipt in queryset.order_by("pk"):
            try:
                confirm_transfer(receipt_id=receipt.pk, user_id=int(request.user.pk or 0))
            except DomainError as refusal:
                messages.warning(request, f"{receipt}: {refusal}")
            else:
                messages.success(request, _("%(serial)s is booked.") % {"serial": receipt})

    @admin.action(description=_("Decline: entered by mistake"), permissions=["refund"])
    def decline(self, request: HttpRequest, queryset: QuerySet[TransferReceipt]) -> None:
        for receipt in queryset.order_by("pk"):
            try:
                decline_transfer(receipt_id=receipt.pk, user_id=int(request.user.pk or 0))
            except DomainError as refusal:
                messages.warning(request, f"{receipt}: {refusal}")


def _expected(receipt: TransferReceipt) -> Decimal | None:
    """Return what was asked for; of an old row only while it waits: booking cuts its attempt."""
    asked: Decimal | None = receipt.expected
    if asked is None and receipt.state == State.WAITING:
        asked = receipt.attempt.amount
    return asked


def _to_know(receipt: TransferReceipt, request: HttpRequest) -> Iterator[str]:
    """Say what came too little or too much, and who has to confirm it."""
    if receipt.state == State.DECLINED:
        return
    expected = _expected(receipt)
    gap = receipt.amount - expected if expected is not None else ZERO
    if gap < 0:
        yield gettext("%(sum)s less than expected: it counts as a part, the rest stays due.") % {
            "sum": yuan(-gap)
        }
    if gap > 0:
        yield gettext("%(sum)s more than expected: what the order does not need goes back.") % {
            "sum": yuan(gap)
        }
    if receipt.state == State.WAITING and receipt.entered_by_id == request.user.pk:
        yield gettext("You entered it: somebody else looks at the bank and confirms it.")
