"""The listing row: everything that lists, facets, sorts and cards read, one row per product."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.common.money import MoneyField


class ListingQuerySet(models.QuerySet["Listing"]):
    def live(self) -> Self:
        return self.filter(is_live=True)

    def under(self, category_path: str) -> Self:
        """Those in a category or below it; all for an empty path."""
        return self.filter(category_path__startswith=category_path) if category_path else self

    def for_cards(self) -> Self:
        """Leave out what only searches read."""
        return self.defer("search_vector", "attribute_values")


class Listing(models.Model):
    """A product as lists show it. Written by catalog's services, and only when something changed.

    Price and stock flag follow in the transaction that changes them, sold and rating by event.
    `version` counts every change, for exact caches.
    """

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    is_live = models.BooleanField(default=False)
    title = models.CharField(max_length=120)
    slug = models.CharField(max_length=140)
    number = models.CharField(max_length=20)
    selling_points = models.CharField(max_length=200, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    hover_picture = models.CharField(max_length=200, blank=True)
    category_path = models.CharField(max_length=255, db_index=False)
    brand_id = models.BigIntegerField(null=True, blank=True)
    lowest_price = MoneyField(null=True, blank=True)
    highest_price = MoneyField(null=True, blank=True)
    list_price = MoneyField(null=True, blank=True)
    price_valid_to = models.DateTimeField(null=True, blank=True)
    prices_change_at = models.DateTimeField(null=True, blank=True)
    in_stock = models.BooleanField(default=False)
    is_pre_sale = models.BooleanField(default=False)
    sold_count = models.PositiveIntegerField(default=0)
    rating = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    rating_count = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField(null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    attribute_values = ArrayField(models.BigIntegerField(), default=list, blank=True)
    search_vector = SearchVectorField(null=True, blank=True)
    version = models.BigIntegerField(default=1)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing row")
        verbose_name_plural = _("listing rows")
        indexes = [
            GinIndex(fields=["search_vector"], name="listing_search"),
            GinIndex(fields=["attribute_values"], name="listing_values"),
            models.Index(
                fields=["category_path"], opclasses=["text_pattern_ops"], name="listing_category"
            ),
            models.Index(fields=["-sold_count", "-product"], name="listing_sold"),
            models.Index(fields=["-listed_at", "-product"], name="listing_newest"),
            models.Index(fields=["lowest_price", "product"], name="listing_price"),
            models.Index(
                fields=["prices_change_at"],
                condition=models.Q(prices_change_at__isnull=False),
                name="listing_next_price",
            ),
        ]

    def __str__(self) -> str:
        return self.title
