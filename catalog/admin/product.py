"""Products in the back office: the list, the form in the order of work, the steps of publishing."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from catalog.admin.media_films import media_links
from catalog.admin.product_inlines import (
    PART,
    PictureInline,
    SkuInline,
    save_rows,
    thumbnail,
)
from catalog.admin.product_lists import (
    CategoryFilter,
    FlagFilter,
    ProductChangeList,
    StockFilter,
    status_chips,
)
from catalog.admin.product_pages import ProductPages, step_url
from catalog.admin.product_summary import summary_of
from catalog.admin.shown_already import pictures_of, say_shown_already
from catalog.admin.steps import ProductStep
from catalog.forms.product import ProductForm, descriptive_attributes, field_name, form_for
from catalog.models import Product, ProductFlag, ProductPicture
from catalog.services.listing_steps import record_steps
from catalog.services.pictures import add_picture
from catalog.services.products import create_product, say_attributes, update_product
from shop.common.actors import Actor, person
from shop.common.admin.choices import LooksUpChoices
from shop.common.http import SignedInRequest
from shop.common.typed_numbers import whole_number

_SAID = (
    "title", "slug", "selling_points", "category", "brand", "product_type", "detail",
    "after_sale_policy", "return_days", "warranty_months", "owner", "seo_title", "seo_description",
    "seo_keywords",
)  # fmt: skip
SEO_FIELDS = ["slug", "seo_title", "seo_description", "seo_keywords"]
_KEYS = {"category", "brand", "product_type", "owner"}
_STATUS_COLOURS = {
    Product.Status.DRAFT: "default",
    Product.Status.IN_CHECK: "warning",
    Product.Status.APPROVED: "info",
    Product.Status.SCHEDULED: "info",
    Product.Status.LISTED: "success",
    Product.Status.PRE_SALE: "success",
    Product.Status.TAKEN_DOWN: "danger",
    Product.Status.DELETED: "danger",
}
_QUICK_STEPS = ("check", "approve", "list", "take-down", "restore")


@admin.register(Product)
class ProductAdmin(LooksUpChoices, ProductPages):
    list_display = [
        "picture", "name", "category", "price", "stock", "state", "owner", "listed_at",
        "next_steps",
    ]  # fmt: skip
    list_display_links = ["name"]
    list_filter = [
        CategoryFilter,
        StockFilter,
        FlagFilter,
        ("brand", RelatedDropdownFilter),
        ("owner", RelatedDropdownFilter),
        "status",
    ]
    list_filter_submit = True
    list_select_related = ["category", "owner", "listing"]
    list_per_page = 30
    list_before_template = "admin/catalog/status_chips.html"
    search_fields = ["number", "title", "skus__code", "=skus__barcode"]
    search_help_text = _("Product number, title, SKU code or barcode")
    show_full_result_count = False
    empty_text = _("Enter the first product here, or import many under “Import and export”.")
    ordering = ["-pk"]
    autocomplete_fields = ["brand", "tags"]
    inlines = [SkuInline, PictureInline]
    change_form_outer_before_template = "admin/catalog/product_summary.html"
    warn_unsaved_form = True

    class Media:
        js = ["js/claims.js", "js/sheet.js"]

    # Lists -------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        rows: QuerySet[Product] = super().get_queryset(request)
        open_flags = Prefetch("flags", ProductFlag.objects.open(), to_attr="open_flags")
        return rows.prefetch_related("skus", open_flags)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ProductChangeList]:
        return ProductChangeList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        chips = status_chips(request.GET.get("status__exact", ""))
        context = {"status_chips": chips, **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    @admin.display(description=_("picture"))
    def picture(self, product: Product) -> SafeString:
        return thumbnail(product.listing.picture)

    @display(description=_("product"), ordering="title", header=True)
    def name(self, product: Product) -> list[str]:
        flags: list[ProductFlag] = getattr(product, "open_flags", [])
        words = [product.number, *(str(flag.get_kind_display()) for flag in flags)]
        return [product.title, " · ".join(words)]

    @admin.display(description=_("price"), ordering="listing__lowest_price")
    def price(self, product: Product) -> str:
        row = product.listing
        if row.lowest_price is None:
            return "—"
        same = row.highest_price == row.lowest_price
        return f"¥{row.lowest_price}" if same else f"¥{row.lowest_price}–{row.highest_price}"

    @admin.display(description=_("saleable"), ordering="listing__in_stock")
    def stock(self, product: Product) -> int:
        return int(getattr(product, "stock", 0))

    @display(description=_("sale status"), ordering="status", label=_STATUS_COLOURS)
    def state(self, product: Product) -> tuple[str, str]:
        return product.status, product.get_status_display()

    @admin.display(description=_("first listed"), ordering="first_listed_at")
    def listed_at(self, product: Product) -> str:
        at = product.first_listed_at
        return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"

    @admin.display(description="")
    def next_steps(self, product: Product) -> SafeString:
        open_to_me: list[ProductStep] = getattr(product, "steps", [])
        steps = [
            (step_url(product.pk, step.name), step.label)
            for step in open_to_me
            if step.name in _QUICK_STEPS
        ]
        return format_html_join(
            " · ", '<a class="text-link whitespace-nowrap" href="{}">{}</a>', steps
        )

    # The form ----------------------------------------------------------------------------------

    def get_form(
        self,
        request: HttpRequest,
        obj: Product | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  Django's signature
        **kwargs: Any,
    ) -> Any:
        return super().get_form(request, obj, change, **kwargs | {"form": form_for(obj)})

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> Any:
        attributes = descriptive_attributes(obj.product_type) if obj else []
        said = [field_name(attribute) for attribute in attributes]
        information = [
            "title", "selling_points", ("category", "brand"), ("product_type", "owner"), "tags",
            *(["seen_state"] if obj else []),
        ]  # fmt: skip
        pictures = {
            "fields": [("new_pictures", "new_detail_pictures")],
            "description": media_links(obj),
            "classes": PART,
        }
        after_sales = {
            "fields": [("return_days", "warranty_months"), "after_sale_policy"],
            "classes": PART,
        }
        parts: list[tuple[StrOrPromise, dict[str, Any]]] = [
            (_("Information"), {"fields": information}),
            *([(_("Attributes"), {"fields": said, "classes": PART})] if said else []),
            (_("Detail page"), {"fields": ["detail"], "classes": PART}),
            (_("Pictures"), pictures),
            (_("After-sales"), after_sales),
        ]
        return [
            *((f"{place}. {title}", part) for place, (title, part) in enumerate(parts, start=1)),
            (_("Search engines"), {"fields": SEO_FIELDS, "classes": ["collapse"]}),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def response_post_save_add(self, request: HttpRequest, obj: Product) -> HttpResponse:
        """Stay with the new product: its SKUs come next."""
        return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[obj.pk]))

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> list[str]:
        return ["product_type"] if obj else []  # its SKUs and attributes hang on it

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "slug" and field:
            field.required = False
            field.help_text = _("Empty: made from the title.")
        return field

    def get_inlines(self, request: HttpRequest, obj: Product | None) -> list[Any]:
        return list(self.inlines) if obj else []

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        rows = Product.objects.select_related("listing", "owner", "category", "checked_by")
        found = rows.filter(pk=whole_number(object_id) or 0).first()
        summary = summary_of(found, request.user, step_url) if found else None
        context = {"summary": summary, **(extra_context or {})}
        answer: HttpResponse = super().change_view(request, object_id, form_url, context)
        return answer

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False  # put away by a step, so that orders keep it

    def save_model(
        self,
        request: SignedInRequest,
        obj: Product,
        form: Form,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        actor = person(request.user.pk)
        fields = _fields_of(form, change=change)
        tags = [tag.pk for tag in form.cleaned_data["tags"]]
        if change:
            update_product(product_id=obj.pk, actor=actor, tag_ids=tags, **fields)
        else:
            obj.pk = create_product(actor=actor, tag_ids=tags, **fields).pk
        obj.refresh_from_db()

    def save_related(
        self,
        request: SignedInRequest,
        form: ProductForm,
        formsets: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        actor = person(request.user.pk)
        product_id = form.instance.pk
        known = pictures_of(product_id)
        added = _add_pictures(product_id, form, actor)  # before others are taken away
        say_shown_already(request, len(added) - len(set(added) - known))
        for formset in formsets:
            save_rows(formset, actor, sent_again=known.intersection(added))
        if sayings := form.sayings():
            say_attributes(product_id=product_id, sayings=sayings, actor=actor)
        record_steps(product_id=product_id, actor=actor)


def _fields_of(form: Form, *, change: bool) -> dict[str, Any]:
    names = [name for name in _SAID if name in form.cleaned_data]
    if change:
        names = [name for name in names if name in form.changed_data]
    return {
        f"{name}_id" if name in _KEYS else name: getattr(value, "pk", None)
        if name in _KEYS
        else value
        for name in names
        for value in [form.cleaned_data[name]]
    }


def _add_pictures(product_id: int, form: ProductForm, actor: Actor) -> list[int]:
    roles = {
        "new_pictures": ProductPicture.Role.MAIN,
        "new_detail_pictures": ProductPicture.Role.DETAIL,
    }
    return [
        add_picture(product_id=product_id, file=file, role=role, actor=actor).pk
        for name, role in roles.items()
        for file in form.cleaned_data.get(name) or []
    ]
