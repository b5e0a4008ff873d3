"""The category tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node

from shop.common.models import SeoFields


class Category(MP_Node, SeoFields):  # type: ignore[misc, django-manager-missing]  # treebeard is untyped
    """A node of the category tree; goods hang on the second level or deeper."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(
        pgettext_lazy("in the browser", "address"), max_length=80, unique=True, allow_unicode=True
    )
    picture = models.ImageField(_("picture"), upload_to="categories/", blank=True)
    core_words = models.CharField(
        _("core words of titles"),
        max_length=300,
        blank=True,
        help_text=_("One of them must stand in every title. Empty: those of the category above."),
    )
    is_visible = models.BooleanField(_("visible"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name
