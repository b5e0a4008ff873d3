"""The listing row: everything that lists, facets, sorts and cards read, one row per product."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.common.money import MoneyField

# Lengths of the paths of the first two levels of the tree: lists there read an index in its order.
INDEXED_DEPTHS = (4, 8)
_LIVE = Q(is_live=True)
_BEST = (F("in_stock").desc(), F("sold_count").desc(), F("product").desc())


class ListingQuerySet(models.QuerySet["Listing"]):
    def live(self) -> Self:
        return self.filter(is_live=True)

    def under(self, category_path: str) -> Self:
        """Those in a category or below it; all for an empty path."""
        if not category_path:
            return self
        if len(category_path) in INDEXED_DEPTHS:
            branch = Left("category_path", len(category_path))
            return self.alias(branch=branch).filter(branch=category_path)
        return self.filter(category_path__startswith=category_path)

    def for_cards(self) -> Self:
        """Leave out what only searches read."""
        return self.defer("search_vector", "search_text", "attribute_values", "numbers")


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
    list_price_from = models.DateTimeField(null=True, blank=True)
    list_price_to = models.DateTimeField(null=True, blank=True)
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
    numbers = models.JSONField(default=dict, blank=True)  # by attribute code, to filter by
    search_vector = SearchVectorField(null=True, blank=True)
    search_text = models.TextField(blank=True)  # title, sounds and numbers, for parts of them
    version = models.BigIntegerField(default=1)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing row")
        verbose_name_plural = _("listing rows")
        indexes = [
            # One for all of these: inside it a frequent word skips to what a rare one has.
            GinIndex(fields=["search_vector", "attribute_values", "tags"], name="listing_found_by"),
            GinIndex(OpClass("search_text", "gin_trgm_ops"), name="listing_search_text"),
            models.Index(
                fields=["category_path"], opclasses=["text_pattern_ops"], name="listing_category"
            ),
            # What each order of a list walks along; goods that are not live are in none.
            models.Index(*_BEST, condition=_LIVE, name="listing_best"),
            models.Index(
                Left("category_path", 4), *_BEST, condition=_LIVE, name="listing_best_first_level"
            ),
            models.Index(
                Left("category_path", 8), *_BEST, condition=_LIVE, name="listing_best_second_level"
            ),
            models.Index(
                F("sold_count").desc(), F("product").desc(), condition=_LIVE, name="listing_sold"
            ),
            models.Index(
                F("listed_at").desc(nulls_last=True),
                F("product").desc(),
                condition=_LIVE,
                name="listing_newest",
            ),
            models.Index(
                F("lowest_price").asc(nulls_last=True),
                F("product").asc(),
                condition=_LIVE,
                name="listing_cheapest",
            ),
            models.Index(
                F("lowest_price").desc(nulls_last=True),
                F("product").desc(),
                condition=_LIVE,
                name="listing_dearest",
            ),
            models.Index(
                fields=["prices_change_at"],
                condition=models.Q(prices_change_at__isnull=False),
                name="listing_next_price",
            ),
        ]

    def __str__(self) -> str:
        return self.title
