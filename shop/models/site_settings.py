"""Settings of the site that an operator edits: company, licences, search engines."""

import re

from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

ICON_SIDES = (32, 180)  # of tabs, and of the home screens of telephones
_OF_TABS, _OF_SCREENS = (f"-{side}.png" for side in ICON_SIDES)
_MEASURES = re.compile(r"_(\d{1,5})x(\d{1,5})\.\w+$")

_WORD_MARK = 2  # times as wide as high


class SiteSettings(models.Model):
    """One row: what the storefront says about the shop. Read through shop.selectors, cached."""

    shop_name = models.CharField(_("shop name"), max_length=40, default="开店")
    logo = models.ImageField(_("logo"), upload_to="site/", blank=True)
    favicon = models.ImageField(
        _("favicon"), upload_to="site/", blank=True, help_text=_("A square PNG, at best 192 × 192.")
    )
    introduction = models.CharField(_("introduction"), max_length=200, blank=True)
    company_name = models.CharField(_("company name"), max_length=80, blank=True)
    company_address = models.CharField(_("company address"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=40, blank=True)
    licence_picture = models.ImageField(
        _("picture of the business licence"), upload_to="site/", blank=True
    )
    licence_number = models.CharField(_("business licence"), max_length=40, blank=True)
    icp_number = models.CharField(_("ICP number"), max_length=40, blank=True)
    police_number = models.CharField(_("public security filing"), max_length=40, blank=True)
    title = models.CharField(_("home page title"), max_length=80, blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    is_singleton = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(is_singleton=True), name="site_one_row")
        ]

    def __str__(self) -> str:
        return self.shop_name

    @property
    def icon_url(self) -> str:
        """The address of the icon that tabs show; of one from before, as it was stored."""
        name = self.favicon.name or ""
        if not name.endswith(_OF_SCREENS):
            return self.favicon.url if name else ""
        return default_storage.url(f"{name.removesuffix(_OF_SCREENS)}{_OF_TABS}")

    @property
    def touch_icon_url(self) -> str:
        """The address of the icon for home screens, where there is one."""
        name = self.favicon.name or ""
        return self.favicon.url if name.endswith(_OF_SCREENS) else ""

    @property
    def logo_measures(self) -> tuple[str, str] | None:
        """Width and height of the logo as its name tells them, so that pages keep its place."""
        found = _MEASURES.search(self.logo.name or "")
        return (found[1], found[2]) if found else None

    @property
    def logo_tells_name(self) -> bool:
        """Whether the logo is as wide as a word mark: the name beside it would be said twice."""
        width, height = self.logo_measures or ("1", "1")
        return int(width) > _WORD_MARK * int(height)
