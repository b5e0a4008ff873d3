"""What a page tells search engines of itself; empty, the page's own words stand in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeoFields(models.Model):
    seo_title = models.CharField(_("title for search engines"), max_length=80, blank=True)
    seo_description = models.CharField(
        _("description for search engines"), max_length=200, blank=True
    )
    seo_keywords = models.CharField(
        _("keywords"), max_length=200, blank=True, help_text=_("Separated by commas.")
    )

    class Meta:
        abstract = True
