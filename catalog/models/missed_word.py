"""What shoppers looked for and did not find, for those who teach the search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_MISSED_WORD = 30


class MissedWord(models.Model):
    """How often words had no find on a day, from the second visitor on. No number is kept."""

    day = models.DateField(_("day"))
    words = models.CharField(_("words"), max_length=LONGEST_MISSED_WORD)
    count = models.PositiveIntegerField(_("searches"))
    last_seen_at = models.DateTimeField(_("last searched"))

    class Meta:
        verbose_name = _("search without a find")
        verbose_name_plural = _("searches without a find")
        constraints = [
            models.UniqueConstraint(fields=["words", "day"], name="missed_word_once_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="missed_word_day")]

    def __str__(self) -> str:
        return self.words


class LonelyMiss(models.Model):
    """Words that one visitor alone missed, which may be a name: kept as hashes nobody can read."""

    words_hash = models.CharField(max_length=64, unique=True)
    visitor_hash = models.CharField(max_length=64)
    day = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("search of one visitor")
        verbose_name_plural = _("searches of one visitor")

    def __str__(self) -> str:
        return self.words_hash[:8]
