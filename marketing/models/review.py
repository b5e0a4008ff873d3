"""Reviews by those who bought and received, with their photos and the shop's answer."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from shop.common.transitions import HistoryEntry, transitions


class ReviewQuerySet(models.QuerySet["Review"]):
    def shown(self) -> Self:
        return self.filter(state=Review.State.SHOWN)

    def waiting(self) -> Self:
        """Those that a person, or the time, has not decided on."""
        return self.filter(state=Review.State.WAITING)

    def waiting_since(self, at: datetime) -> Self:
        return self.waiting().filter(created_at__lte=at)

    def held(self) -> Self:
        """Those that wait and will not show by themselves."""
        return self.waiting().filter(~Q(objections="") | Q(has_pictures=True))

    def negative(self) -> Self:
        return self.filter(stars__lte=Review.NEGATIVE)

    def unanswered(self) -> Self:
        return self.filter(answer__isnull=True)

    def incidents(self) -> Self:
        """Bad reviews that nobody answered yet: each is somebody's work."""
        open_states = (Review.State.WAITING, Review.State.SHOWN)
        return self.negative().unanswered().filter(state__in=open_states)


class Review(models.Model):
    """What a buyer says of a product. `order_line` is the public reference of what was bought."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")
        REFUSED = "refused", _("refused")

    STEPS = transitions(
        {
            State.WAITING: {State.SHOWN, State.REFUSED},
            State.SHOWN: {State.HIDDEN},
            State.HIDDEN: {State.SHOWN},
            State.REFUSED: {State.SHOWN},
        }
    )
    MOST_STARS = 5
    NEGATIVE = 2  # stars, and fewer
    LENGTH = 500
    MOST_PICTURES = 9

    order_line = models.CharField(_("order line"), max_length=60, unique=True)
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    sku_name = models.CharField(_("specification"), max_length=120, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("customer"),
    )  # fmt: skip
    author_name = models.CharField(_("shown name"), max_length=40, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(MOST_STARS)]
    )
    text = models.CharField(_("text"), max_length=LENGTH, blank=True)
    has_pictures = models.BooleanField(_("with photos"), default=False)
    objections = models.CharField(_("found by the check"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1) & Q(stars__lte=5), name="review_one_to_five_stars"
            )
        ]
        indexes = [
            models.Index(fields=["product", "state", "-created_at", "-id"], name="review_product"),
            models.Index(fields=["state", "created_at"], name="review_state"),
            models.Index(
                fields=["created_at"],
                condition=Q(stars__lte=2, state__in=["waiting", "shown"]),
                name="review_negative",
            ),
        ]
        permissions = [
            ("moderate_review", _("Can show, hide and refuse reviews")),
            ("answer_review", _("Can answer reviews")),
        ]

    def __str__(self) -> str:
        return f"{self.order_line} {'★' * self.stars}"

    @property
    def is_negative(self) -> bool:
        return self.stars <= self.NEGATIVE

    @property
    def shown_name(self) -> str:
        return "" if self.is_anonymous else self.author_name


class ReviewPicture(models.Model):
    """A photo of a review; its smaller widths stand beside the file."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="pictures")
    image = models.CharField(_("file"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("photo of a review")
        verbose_name_plural = _("photos of a review")
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="review_picture_place"),
            models.CheckConstraint(condition=Q(position__lt=9), name="review_nine_pictures"),
        ]

    def __str__(self) -> str:
        return self.image


class ReviewAnswer(models.Model):
    """What the shop answers under a review, for everybody to read."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="answer")
    text = models.CharField(_("answer"), max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("answered by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("answered at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a review")
        verbose_name_plural = _("answers to reviews")

    def __str__(self) -> str:
        return self.text[:40]


class ReviewHistory(HistoryEntry):
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="history")

    class Meta(HistoryEntry.Meta):
        verbose_name = _("review history")
        verbose_name_plural = _("review history")
        indexes = [models.Index(fields=["review", "at", "id"], name="review_history")]
