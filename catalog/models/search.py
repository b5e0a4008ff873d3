"""What operators and the catalogue itself teach the search: synonyms, hot words, known words."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """Words that mean the same to shoppers. With `typed`, only that word finds the others."""

    typed = models.CharField(
        _("what shoppers type"),
        max_length=20,
        blank=True,
        help_text=_("Only for one way: this word finds the words below, they do not find it."),
    )
    words = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("words"),
        help_text=_("Separated by commas. Without a word above, each finds all the others."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.CheckConstraint(
                condition=Q(words__len__gte=2) | (~Q(typed="") & Q(words__len__gte=1)),
                name="synonym_has_two_words",
            )
        ]

    def __str__(self) -> str:
        words = " = ".join(self.words)
        return f"{self.typed} → {words}" if self.typed else words

    @property
    def all_words(self) -> list[str]:
        return [*self.words, self.typed] if self.typed else list(self.words)


class HotWordQuerySet(models.QuerySet["HotWord"]):
    def shown_at(self, at: datetime) -> Self:
        return self.filter(
            Q(shows_from__isnull=True) | Q(shows_from__lte=at),
            Q(shows_until__isnull=True) | Q(shows_until__gt=at),
        )


class HotWord(models.Model):
    """A word under the search field. It searches for itself, or leads to a page of the shop."""

    word = models.CharField(_("word"), max_length=20, unique=True)
    link = models.CharField(
        _("link"), max_length=200, blank=True,
        help_text=_("Empty: searches for the word. Otherwise a page of this shop, such as /c/men/"),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    shows_from = models.DateTimeField(_("shown from"), null=True, blank=True)
    shows_until = models.DateTimeField(_("shown until"), null=True, blank=True)

    objects = HotWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("hot word")
        verbose_name_plural = _("hot words")
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_from__isnull=True)
                | Q(shows_until__isnull=True)
                | Q(shows_from__lt=F("shows_until")),
                name="hot_word_ends_after_it_begins",
            ),
            models.CheckConstraint(
                # A page of this shop: one slash, never the two that lead to another host.
                condition=Q(link="") | Q(link__regex=r"^/([^/\\].*)?$"),
                name="hot_word_stays_in_the_shop",
            ),
        ]

    def __str__(self) -> str:
        return self.word


class SearchWord(models.Model):
    """A word that the catalogue knows, with its sound: for suggestions and "did you mean".

    Rewritten as a whole by `catalog.services.search_words`; nobody edits it.
    """

    class Kind(models.TextChoices):
        CATEGORY = "category", _("category")
        BRAND = "brand", _("brand")
        TAG = "tag", _("tag")
        TITLE = "title", _("title")

    word = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    link = models.CharField(max_length=200, blank=True)
    sound = models.CharField(max_length=240)
    initials = models.CharField(max_length=60)
    goods_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes = [
            models.Index(fields=["word"], opclasses=["text_pattern_ops"], name="search_word"),
            models.Index(
                fields=["sound"], opclasses=["text_pattern_ops"], name="search_word_sound"
            ),
            models.Index(
                fields=["initials"], opclasses=["text_pattern_ops"], name="search_word_initials"
            ),
            GinIndex(OpClass("sound", "gin_trgm_ops"), name="search_word_near_sound"),
            GinIndex(OpClass("word", "gin_trgm_ops"), name="search_word_near"),
        ]

    def __str__(self) -> str:
        return self.word
