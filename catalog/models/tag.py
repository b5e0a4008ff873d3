"""The controlled list of tags."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tag(models.Model):
    class Kind(models.TextChoices):
        ATTRIBUTE = "attribute", _("attribute tag")
        HOT = "hot", _("hot tag")

    name = models.CharField(_("name"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ATTRIBUTE)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name
