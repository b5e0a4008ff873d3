"""Brands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.common.models import SeoFields


class Brand(SeoFields):
    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(
        pgettext_lazy("in the browser", "address"), max_length=80, unique=True, allow_unicode=True
    )
    logo = models.ImageField(_("logo"), upload_to="brands/", blank=True)
    story = models.TextField(_("story"), blank=True)
    is_visible = models.BooleanField(_("visible"), default=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self) -> str:
        return self.name
