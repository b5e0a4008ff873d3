"""A product (SPU): what is listed, described and reviewed as one thing."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_prose_editor.fields import ProseEditorField

from catalog.models.brand import Brand
from catalog.models.category import Category
from catalog.models.product_type import Attribute, AttributeValue, ProductType
from catalog.models.tag import Tag
from shop.common.models import SeoFields
from shop.common.numbers import PRODUCT_NUMBER
from shop.common.rich_text import EXTENSIONS
from shop.common.transitions import HistoryEntry, transitions


class ProductQuerySet(models.QuerySet["Product"]):
    def live(self) -> Self:
        """Those a shopper can open and buy or reserve."""
        return self.filter(status__in=Product.LIVE)

    def awaiting_listing(self) -> Self:
        """Those that were handed in and are not on the shelf yet."""
        states = Product.Status
        return self.filter(status__in=[states.IN_CHECK, states.APPROVED, states.SCHEDULED])

    def not_deleted(self) -> Self:
        return self.exclude(status=Product.Status.DELETED)

    def for_listing_row(self) -> Self:
        """Load what the listing row is made of."""
        return self.select_related("category", "brand").prefetch_related(
            "attributes__values", "attributes__attribute"
        )

    def lock(self, product_id: int) -> "Product":
        # Without the key: carts and orders that point at the product need not wait.
        return self.select_for_update(of=("self",), no_key=True).get(pk=product_id)

    def lock_many(self, product_ids: Iterable[int]) -> list[int]:
        """Lock rows by primary key and return the keys of those that exist."""
        rows = self.filter(pk__among=set(product_ids)).order_by("pk")
        locked = rows.select_for_update(no_key=True)
        return list(locked.values_list("pk", flat=True))


class Product(SeoFields):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_CHECK = "in_check", _("in check")
        APPROVED = "approved", _("approved")
        SCHEDULED = "scheduled", _("scheduled")
        LISTED = "listed", _("listed")
        PRE_SALE = "pre_sale", _("pre-sale")
        TAKEN_DOWN = "taken_down", _("taken down")
        DELETED = "deleted", _("deleted")

    class SalesScope(models.TextChoices):
        EVERYWHERE = "everywhere", _("everywhere")
        ONLY = "only", _("only in these regions")
        EXCEPT = "except", _("everywhere but in these regions")

    LIVE = (Status.LISTED, Status.PRE_SALE)
    TRANSITIONS = transitions(
        {
            Status.DRAFT: {Status.IN_CHECK, Status.DELETED},
            Status.IN_CHECK: {Status.APPROVED, Status.DRAFT},
            Status.APPROVED: {
                Status.SCHEDULED, Status.LISTED, Status.PRE_SALE, Status.IN_CHECK, Status.DRAFT,
                Status.DELETED,
            },
            Status.SCHEDULED: {
                Status.LISTED, Status.PRE_SALE, Status.APPROVED, Status.IN_CHECK, Status.DELETED,
            },
            Status.LISTED: {Status.TAKEN_DOWN, Status.PRE_SALE},
            Status.PRE_SALE: {Status.TAKEN_DOWN, Status.LISTED},
            Status.TAKEN_DOWN: {
                Status.LISTED, Status.PRE_SALE, Status.SCHEDULED, Status.IN_CHECK, Status.DRAFT,
                Status.DELETED,
            },
            Status.DELETED: {Status.DRAFT},
        }
    )  # fmt: skip

    number = models.CharField(
        _("product number"), max_length=20, unique=True, db_default=PRODUCT_NUMBER
    )
    outside_code = models.CharField(
        _("code elsewhere"), max_length=80, null=True, blank=True, unique=True,
        help_text=_("The product's key in another system; imports find it by this."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(
        pgettext_lazy("in the browser", "address"), max_length=140, allow_unicode=True
    )
    selling_points = models.CharField(_("introduction"), max_length=200, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="products", verbose_name=_("category")
    )
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="products",
        verbose_name=_("brand"),
    )  # fmt: skip
    product_type = models.ForeignKey(
        ProductType,
        on_delete=models.PROTECT,
        related_name="products",
        verbose_name=_("product type"),
    )
    detail = ProseEditorField(_("detail page"), blank=True, sanitize=True, extensions=EXTENSIONS)
    after_sale_policy = models.TextField(_("after-sales policy"), blank=True)
    return_days = models.PositiveSmallIntegerField(
        _("days of no-reason return"), default=7, help_text=_("0: excluded by law or agreement.")
    )
    warranty_months = models.PositiveSmallIntegerField(_("warranty in months"), default=0)
    tags = models.ManyToManyField(Tag, blank=True, related_name="products", verbose_name=_("tags"))
    status = models.CharField(_("sale status"), max_length=12, choices=Status, default=Status.DRAFT)
    sales_scope = models.CharField(
        _("is sold"), max_length=10, choices=SalesScope, default=SalesScope.EVERYWHERE
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="owned_products", limit_choices_to={"is_staff": True},
        verbose_name=_("responsible operator"),
    )  # fmt: skip
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False,
    )  # fmt: skip
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False,
    )  # fmt: skip
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True, editable=False)
    # What whoever checked or approved it last had before him; see services.approval.
    seen_at = models.DateTimeField(null=True, editable=False)
    seen_content = models.CharField(max_length=64, blank=True, editable=False)
    seen_prices = models.CharField(max_length=64, blank=True, editable=False)
    scheduled_at = models.DateTimeField(_("to be listed at"), null=True, blank=True)
    first_listed_at = models.DateTimeField(_("first listed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["status", "-first_listed_at", "-id"], name="product_status"),
        ]
        permissions = [
            ("check_product", _("Can check a product")),
            ("approve_product", _("Can approve a checked product")),
            ("list_product", _("Can list and take down a product")),
            ("withdraw_product", _("Can take down a product for its quality")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE


class ProductAttribute(models.Model):
    """What is said about one product under one attribute: a text, a number, or chosen values."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("text"), max_length=200, blank=True)
    number = models.DecimalField(
        _("number"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    values = models.ManyToManyField(AttributeValue, blank=True, related_name="+")

    class Meta:
        verbose_name = _("attribute of a product")
        verbose_name_plural = _("attributes of a product")
        constraints = [
            models.UniqueConstraint(fields=["product", "attribute"], name="product_attribute_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.attribute_id}"


class ProductAuthor(models.Model):
    """Somebody who changed a product since its last approval; he cannot check it."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("author of a product")
        verbose_name_plural = _("authors of a product")
        constraints = [
            models.UniqueConstraint(fields=["product", "user"], name="product_author_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.user_id}"


class ProductHistory(HistoryEntry):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="history")

    class Meta(HistoryEntry.Meta):
        verbose_name = _("product history")
        verbose_name_plural = _("product history")
        indexes = [models.Index(fields=["product", "at", "id"], name="product_history")]
