"""The media library: pictures and videos, each kept once, in folders."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class MediaFolder(models.Model):
    name = models.CharField(_("name"), max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("inside"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("media folder")
        verbose_name_plural = _("media folders")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="media_folder_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class MediaAssetQuerySet(models.QuerySet["MediaAsset"]):
    def lock(self, asset_id: int) -> "MediaAsset | None":
        """Lock an asset, so that it is neither deleted nor rendered while it is put to use.

        Assets are locked before products.
        """
        return self.select_for_update(of=("self",), no_key=True).filter(pk=asset_id).first()

    def due(self, at: datetime) -> Self:
        """Those whose renditions are to be made and that no living process is at."""
        return self.filter(state=MediaAsset.State.WAITING).filter(
            Q(busy_until=None) | Q(busy_until__lt=at)
        )


class MediaAsset(models.Model):
    """A picture or video. The same file, uploaded again, is the same asset.

    `file` is the cleaned original of a picture, or the private source of a video; `shown` is what
    pages show: the same until the renditions stand, then the name that tells of them.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("picture")
        VIDEO = "video", _("video")

    class State(models.TextChoices):
        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PICTURE)
    folder = models.ForeignKey(
        MediaFolder, on_delete=models.PROTECT, null=True, blank=True, related_name="assets",
        verbose_name=_("folder"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=120, blank=True)
    alt = models.CharField(_("text for those who cannot see it"), max_length=120, blank=True)
    source_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    file = models.CharField(_("file"), max_length=200)
    shown = models.CharField(max_length=200)
    poster = models.CharField(max_length=200, blank=True)  # of a video
    sha256 = models.CharField(max_length=64, unique=True)  # of the file as it was uploaded
    byte_count = models.PositiveBigIntegerField(_("size"), default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    white_share = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    renditions = models.JSONField(default=dict)  # by look or height: what is finished
    outdated = models.JSONField(default=dict)  # by name of a look: since when nothing shows it
    attempts = models.PositiveSmallIntegerField(default=0)
    busy_until = models.DateTimeField(null=True, blank=True)
    was_used = models.BooleanField(default=False)  # orders may point at its files for ever
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("uploaded by"),
    )  # fmt: skip
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = MediaAssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("medium")
        verbose_name_plural = _("media library")
        indexes = [
            models.Index(fields=["folder", "-uploaded_at", "-id"], name="media_in_folder"),
            models.Index(
                fields=["busy_until"], condition=Q(state="waiting"), name="media_to_prepare"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="media_fails_with_reason"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.source_name or self.sha256[:12]


class ProductVideo(models.Model):
    """The video that a product is shown by."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="video")
    asset = models.ForeignKey(MediaAsset, on_delete=models.PROTECT, related_name="videos")

    class Meta:
        verbose_name = _("product video")
        verbose_name_plural = _("product videos")

    def __str__(self) -> str:
        return str(self.asset_id)


class MediaUse(models.Model):
    """A picture is shown somewhere besides the pictures of a product: in a banner, in a text.

    Whoever shows it lies above or beside catalog, so it is named by words: `marketing.banner:12`.
    """

    asset = models.ForeignKey(MediaAsset, on_delete=models.PROTECT, related_name="uses")
    place = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True)  # of the place, for people

    class Meta:
        verbose_name = _("use of a medium")
        verbose_name_plural = _("uses of media")
        constraints = [
            models.UniqueConstraint(fields=["place", "asset"], name="media_use_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.place
