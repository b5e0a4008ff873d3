"""Steps of publishing for many products at once, with an answer for each that was refused."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.exporting import export_goods, export_goods_as_csv
from catalog.admin.steps import BY_NAME, ProductStep
from catalog.models import Product
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest

_MOST_REFUSALS_SHOWN = 10


class BulkSteps(ModelAdmin):
    """The actions of the product list."""

    actions = [
        export_goods,
        export_goods_as_csv,
        "submit",
        "confirm_check",
        "approve",
        "list_now",
        "take_down",
        "delete_softly",
        "restore",
    ]

    def has_check_permission(self, request: SignedInRequest) -> bool:
        return BY_NAME["check"].is_open_to(_staff(request))

    def has_approve_permission(self, request: SignedInRequest) -> bool:
        return BY_NAME["approve"].is_open_to(_staff(request))

    def has_list_permission(self, request: SignedInRequest) -> bool:
        return BY_NAME["list"].is_open_to(_staff(request))

    def has_put_away_permission(self, request: SignedInRequest) -> bool:
        return BY_NAME["delete"].is_open_to(_staff(request))

    @admin.action(description=_("Submit for check"), permissions=["change"])
    def submit(self, request: SignedInRequest, queryset: QuerySet[Product]) -> None:
        take_all(request, BY_NAME["submit"], queryset)

    @admin.action(description=_("Confirm the check"), permissions=["check"])
    def confirm_check(self, request: SignedInRequest, queryset: QuerySet[Product]) -> HttpResponse:
        return self._ask(request, "confirm_check", BY_NAME["check"], queryset)

    @admin.action(description=_("Approve"), permissions=["approve"])
    def approve(self, request: SignedInRequest, queryset: QuerySet[Product]) -> None:
        take_all(request, BY_NAME["approve"], queryset)

    @admin.action(description=_("List now"), permissions=["list"])
    def list_now(self, request: SignedInRequest, queryset: QuerySet[Product]) -> None:
        take_all(request, BY_NAME["list"], queryset)

    @admin.action(description=_("Delete (restorable)"), permissions=["put_away"])
    def delete_softly(self, request: SignedInRequest, queryset: QuerySet[Product]) -> None:
        take_all(request, BY_NAME["delete"], queryset)

    @admin.action(description=_("Restore"), permissions=["put_away"])
    def restore(self, request: SignedInRequest, queryset: QuerySet[Product]) -> None:
        take_all(request, BY_NAME["restore"], queryset)

    @admin.action(description=_("Take down"), permissions=["list"])
    def take_down(self, request: SignedInRequest, queryset: QuerySet[Product]) -> HttpResponse:
        return self._ask(request, "take_down", BY_NAME["take-down"], queryset)

    def _ask(
        self, request: SignedInRequest, action: str, step: ProductStep, queryset: QuerySet[Product]
    ) -> HttpResponse:
        """Ask once what a step wants to know, then take it with all chosen products."""
        is_answered = bool(step.form.base_fields.keys() & request.POST.keys())
        form = step.form(request.POST if is_answered else None)
        chosen = list(queryset)
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=step.label,
            note=step.consequence,
            hidden=[
                ("action", action),
                *((ACTION_CHECKBOX_NAME, str(product.pk)) for product in chosen),
            ],
            save=lambda: take_all(request, step, chosen, **form.cleaned_data),
            back=reverse("admin:catalog_product_changelist"),
        )


def take_all(
    request: SignedInRequest,
    step: ProductStep,
    products: QuerySet[Product] | Sequence[Product],
    **answers: Any,
) -> None:
    """Take a step with each product on its own, and tell which were refused and why."""
    done, refusals = 0, []
    for product in products:
        try:
            step.run(product_id=product.pk, actor=person(request.user.pk), **answers)
            done += 1
        except DomainError as refusal:
            refusals.append(f"{product.number}: {refusal}")
    if done:
        wording = ngettext("%(count)s product: %(step)s.", "%(count)s products: %(step)s.", done)
        messages.success(request, wording % {"count": done, "step": step.label})
    for text in refusals[:_MOST_REFUSALS_SHOWN]:
        messages.warning(request, text)
    left = len(refusals) - _MOST_REFUSALS_SHOWN
    if left > 0:
        messages.warning(request, _("… and %(count)s more") % {"count": left})


def _staff(request: SignedInRequest) -> Any:
    return request.user
