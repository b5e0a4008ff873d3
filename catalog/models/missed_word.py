"""What shoppers looked for and did not find, for those who teach the search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_MISSED_WORD = 30


class MissedWord(models.Model):
    """How often words had no find on a day. Nobody is named, and no number is kept."""

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
