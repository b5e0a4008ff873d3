"""The pages of one product beside its form: a step of publishing, its SKUs, its risky words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from catalog.admin.bulk_steps import BulkSteps
from catalog.admin.steps import BY_NAME
from catalog.forms.claim import WaiverForm, marks
from catalog.forms.steps import FlagForm, MatrixForm, PreSaleForm, SalesRegionsForm
from catalog.models import Product, ProductFlag
from catalog.selectors.content_check import CHECKED_FIELDS, check_texts, waived_words
from catalog.selectors.pre_sale import terms_of
from catalog.services.claims import waive_claim
from catalog.services.flags import decide_flag
from catalog.services.listing_steps import record_steps
from catalog.services.pre_sale import save_pre_sale_terms
from catalog.services.sales_regions import set_sales_regions
from catalog.services.skus import generate_skus
from shop.common.actors import Actor, person
from shop.common.admin.form_page import form_page
from shop.common.admin.steps import step_page
from shop.common.http import SignedInRequest
from shop.common.region_words import regions_like
from shop.common.selectors import region_path
from shop.common.typed_numbers import whole_number

_LONGEST_TEXT, _LONGEST_WORDS = 200_000, 40


class ProductPages(BulkSteps):
    """Each page is a form that calls one service and leads back to the product."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(
                "<int:product_id>/step/<str:name>/",
                view(self.step_view),
                name="catalog_product_step",
            ),
            path("<int:product_id>/skus/", view(self.sku_view), name="catalog_product_skus"),
            path("<int:product_id>/waiver/", view(self.waiver_view), name="catalog_product_waiver"),
            path(
                "<int:product_id>/pre-sale/",
                view(self.pre_sale_view),
                name="catalog_product_presale",
            ),
            path(
                "<int:product_id>/flag/<int:flag_id>/",
                view(self.flag_view),
                name="catalog_product_flag",
            ),
            path(
                "<int:product_id>/regions/",
                view(self.regions_view),
                name="catalog_product_regions",
            ),
            path("find-region/", view(self.find_region_view), name="catalog_product_find_region"),
            path("claims/", view(self.claims_view), name="catalog_product_claims"),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def step_view(self, request: SignedInRequest, product_id: int, name: str) -> HttpResponse:
        product = get_object_or_404(Product, pk=product_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=product.title,
            key={"product_id": product_id},
            back=change_url(product_id),
        )

    def sku_view(self, request: SignedInRequest, product_id: int) -> HttpResponse:
        _refuse_without(request, "catalog.change_product", "catalog.add_sku")
        product = get_object_or_404(Product.objects.select_related("product_type"), pk=product_id)
        form = MatrixForm(_posted(request), product=product)
        return self._page(
            request,
            product,
            form,
            title=_("Generate SKUs"),
            note=_(
                "Every combination becomes a SKU; those that are there keep all they have, those"
                " without a tick are taken off sale."
            ),
            save=lambda: _generate(product_id, form.value_ids(), person(request.user.pk)),
            back=f"{change_url(product_id)}#skus-group",
        )

    def waiver_view(self, request: SignedInRequest, product_id: int) -> HttpResponse:
        _refuse_without(request, "catalog.add_claimwaiver")
        product = get_object_or_404(Product, pk=product_id)
        form = WaiverForm(_posted(request), product=product)
        return self._page(
            request,
            product,
            form,
            title=_("Answer for a risky word"),
            note=_("The word may stay on this product; your name and the reason are kept."),
            save=lambda: waive_claim(
                product_id=product_id, actor=person(request.user.pk), **form.cleaned_data
            ),
        )

    def pre_sale_view(self, request: SignedInRequest, product_id: int) -> HttpResponse:
        _refuse_without(request, "catalog.change_product", "catalog.change_skuprice")
        product = get_object_or_404(Product, pk=product_id)
        form = PreSaleForm(_posted(request), initial=terms_of(product_id))
        return self._page(
            request,
            product,
            form,
            title=_("Terms of the pre-sale"),
            note=_(
                "Shoppers read on the product's page when it ships. The whole price is paid with"
                " the order; deposit and balance are kept for the shop's own planning."
            ),
            save=lambda: save_pre_sale_terms(
                product_id=product_id, actor=person(request.user.pk), **form.cleaned_data
            ),
        )

    def regions_view(self, request: SignedInRequest, product_id: int) -> HttpResponse:
        _refuse_without(request, "catalog.change_product")
        product = get_object_or_404(Product, pk=product_id)
        form = SalesRegionsForm(_posted(request), product=product)
        return self._page(
            request,
            product,
            form,
            title=_("Where it is sold"),
            note=_("Elsewhere its page says so, and no order takes it."),
            save=lambda: set_sales_regions(
                product_id=product_id, actor=person(request.user.pk), **form.cleaned_data
            ),
        )

    def find_region_view(self, request: SignedInRequest) -> HttpResponse:
        """Answer which regions a few letters may mean, by their paths."""
        _refuse_without(request, "catalog.change_product")
        words = request.GET.get("q", "")[:_LONGEST_WORDS]
        return JsonResponse({"regions": [region_path(code) for code in regions_like(words)]})

    def flag_view(self, request: SignedInRequest, product_id: int, flag_id: int) -> HttpResponse:
        _refuse_without(request, "catalog.change_productflag")
        flag = get_object_or_404(
            ProductFlag.objects.open().select_related("product"), pk=flag_id, product=product_id
        )
        form = FlagForm(_posted(request))
        return self._page(
            request,
            flag.product,
            form,
            title=flag.get_kind_display(),
            note=_("Taking it down is a step of its own on the product's page."),
            save=lambda: decide_flag(
                flag_id=flag_id, actor=person(request.user.pk), **form.cleaned_data
            ),
        )

    @method_decorator(require_POST)
    def claims_view(self, request: SignedInRequest) -> HttpResponse:
        """Answer what is risky in texts that are being written."""
        number = whole_number(request.POST.get("product")) or 0
        product = Product.objects.filter(pk=number).first()
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        texts = {
            name: request.POST[name][:_LONGEST_TEXT]
            for name in sorted(CHECKED_FIELDS & request.POST.keys())
        }
        report = check_texts(texts, waived=waived_words(product) if product else ())
        return JsonResponse({name: marks(report, name) for name in texts})

    def _page(
        self,
        request: SignedInRequest,
        product: Product,
        form: forms.Form,
        *,
        title: StrOrPromise,
        note: StrOrPromise,
        save: Callable[[], object],
        back: str = "",
    ) -> HttpResponse:
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=format_html("{}: {}", title, product.title),
            note=note,
            save=save,
            back=back or change_url(product.pk),
        )


def _refuse_without(request: SignedInRequest, *rights: str) -> None:
    staff: Any = request.user
    if not staff.has_perms(rights):
        raise PermissionDenied


@transaction.atomic
def _generate(product_id: int, value_ids: dict[int, list[int]], actor: Actor) -> None:
    generate_skus(product_id=product_id, value_ids_by_attribute=value_ids, actor=actor)
    record_steps(product_id=product_id, actor=actor)


def change_url(product_id: int) -> str:
    return reverse("admin:catalog_product_change", args=[product_id])


def step_url(product_id: int, name: str) -> str:
    return reverse("admin:catalog_product_step", args=[product_id, name])


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
