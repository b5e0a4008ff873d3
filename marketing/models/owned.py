"""What somebody answers for by name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Owned(models.Model):
    """The services name whoever saves it first; another person can be named later."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", limit_choices_to={"is_staff": True}, verbose_name=_("responsible"),
        help_text=_("Empty: whoever saves it."),
    )  # fmt: skip

    class Meta:
        abstract = True

    def name_owner(self, user_id: int | None) -> None:
        """Make a person responsible unless somebody is."""
        if self.owner_id is None:
            self.owner_id = user_id
