"""Exports that were too large to wait for: made in the background, fetched by their owner."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.models.import_job import private_storage


class ExportJob(models.Model):
    """A list of objects and the workbook that is made of them."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Format(models.TextChoices):
        WORKBOOK = "xlsx", "Excel"
        CSV = "csv", "CSV"

    kind = models.CharField(_("kind"), max_length=40)
    keys = models.JSONField(default=list, verbose_name=_("chosen rows"))
    object_count = models.PositiveIntegerField(_("objects"), default=0)
    objects_done = models.PositiveIntegerField(_("done"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    format = models.CharField(_("format"), max_length=4, choices=Format, default=Format.WORKBOOK)
    language = models.CharField(max_length=10, blank=True, verbose_name=_("language"))
    file = models.FileField(
        storage=private_storage, upload_to="exports/", blank=True, verbose_name=_("file")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("exported by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    alive_at = models.DateTimeField(null=True, blank=True, verbose_name=_("last sign of life"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="waiting"), name="export_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    @property
    def file_name(self) -> str:
        return f"{self.kind}-{timezone.localtime(self.created_at):%Y%m%d-%H%M}.{self.format}"
