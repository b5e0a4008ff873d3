"""The blocks that the home page is made of."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from catalog.models import Category
from marketing.models.owned import Owned
from marketing.models.scheduled import Scheduled, ends_after_start, is_not_over
from shop.common.rich_text import EXTENSIONS

MOST_GOODS = 20


class HomeBlockQuerySet(models.QuerySet["HomeBlock"]):
    def planned(self, *, at: datetime) -> Self:
        """Those that are switched on and whose time is not over, from the top."""
        return self.filter(is_not_over(at)).order_by("position", "pk")


class HomeBlock(Owned, Scheduled):
    """One stretch of the home page. What its kind does not use is left empty by the service."""

    class Kind(models.TextChoices):
        HERO = "hero", _("banners, with categories and member card")
        CATEGORIES = "categories", _("categories")
        PROMISES = "promises", _("promises")
        FLASH_SALE = "flash_sale", _("flash sale")
        RANKING = "ranking", _("sold most")
        FLOOR = "floor", _("floor of a category")
        PICTURES = "pictures", _("row of pictures")
        NEW = "new", _("new arrivals")
        ARTICLES = "articles", _("announcements and articles")
        FOR_YOU = "for_you", _("chosen for the visitor")
        TEXT = "text", _("text")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(
        _("title"), max_length=40, blank=True, help_text=_("Empty: the usual one.")
    )
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("category"),
    )  # fmt: skip
    product_numbers = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name=_("chosen goods"),
        help_text=_("Product numbers, separated by commas; the best sellers fill up the rest."),
    )
    count = models.PositiveSmallIntegerField(
        _("how many"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_GOODS)],
        help_text=_("Empty: as many as fill the rows."),
    )
    text = ProseEditorField(_("text"), blank=True, sanitize=True, extensions=EXTENSIONS)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = HomeBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block of the home page")
        verbose_name_plural = _("home page")
        constraints = [
            models.CheckConstraint(condition=ends_after_start(), name="block_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(kind="floor") | Q(category__isnull=False), name="floor_has_category"
            ),
            models.CheckConstraint(
                condition=~Q(kind="text") | ~Q(text=""), name="text_block_has_text"
            ),
            models.CheckConstraint(
                condition=Q(count=None) | Q(count__gte=1, count__lte=MOST_GOODS),
                name="block_count_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()
