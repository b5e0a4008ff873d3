"""Articles: what is written and checked, and what readers see of it."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_prose_editor.fields import ProseEditorField

from catalog.models import Product
from shop.common.models import SeoFields
from shop.common.rich_text import EXTENSIONS
from shop.common.transitions import HistoryEntry, transitions


class ArticleKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", _("announcement")
    NEWS = "news", _("industry news")
    KNOWLEDGE = "knowledge", _("product knowledge")
    HELP = "help", _("question and answer")
    GUIDE = "guide", _("guide")
    POLICY = "policy", _("policy")


READING = (ArticleKind.ANNOUNCEMENT, ArticleKind.NEWS, ArticleKind.KNOWLEDGE)
HELPING = (ArticleKind.HELP, ArticleKind.GUIDE, ArticleKind.POLICY)


class HelpGroup(models.Model):
    """A heading of the help pages and a column of the footer."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("help group")
        verbose_name_plural = _("help groups")

    def __str__(self) -> str:
        return self.name


class ArticleText(SeoFields):
    """What is said in an article: the same in the working copy and in what readers see."""

    Kind = ArticleKind

    kind = models.CharField(_("kind"), max_length=12, choices=ArticleKind)
    help_group = models.ForeignKey(
        HelpGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("help group"), help_text=_("For questions, guides and policies."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=80)
    slug = models.SlugField(
        pgettext_lazy("in the browser", "address"), max_length=80, unique=True, allow_unicode=True
    )
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    cover = models.ImageField(_("cover picture"), upload_to="articles/", blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_pinned = models.BooleanField(
        _("shown on top"), default=False, help_text=_("An announcement: in the bar of the shop.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        name = "help-detail" if self.kind in HELPING else "article-detail"
        return reverse(f"marketing:{name}", args=[self.slug])


class ArticleQuerySet(models.QuerySet["Article"]):
    def lock(self, article_id: int) -> "Article":
        return self.select_for_update(of=("self",)).get(pk=article_id)


class Article(ArticleText):
    """The working copy. Readers see an ArticlePage, so that a text can be revised unseen."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("being written")
        IN_CHECK = "in_check", _("in check")
        SCHEDULED = "scheduled", pgettext_lazy("article", "scheduled")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TRANSITIONS = transitions(
        {
            Status.DRAFT: {Status.IN_CHECK, Status.WITHDRAWN},
            Status.IN_CHECK: {Status.DRAFT, Status.SCHEDULED, Status.PUBLISHED, Status.WITHDRAWN},
            Status.SCHEDULED: {Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN},
            Status.PUBLISHED: {Status.DRAFT, Status.WITHDRAWN},
            Status.WITHDRAWN: {Status.DRAFT},
        }
    )

    body = ProseEditorField(_("text"), blank=True, sanitize=True, extensions=EXTENSIONS)
    products = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=_("goods shown")
    )
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.DRAFT)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("last written by"),
    )  # fmt: skip
    scheduled_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [("publish_article", _("Can publish and withdraw an article"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=HELPING) | Q(help_group__isnull=False),
                name="help_has_a_group",
            ),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(scheduled_at__isnull=False),
                name="scheduled_article_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="article_status")]


class ArticlePageQuerySet(models.QuerySet["ArticlePage"]):
    def of_kinds(self, kinds: tuple[str, ...]) -> Self:
        return self.filter(kind__in=kinds)

    def newest_first(self) -> Self:
        return self.order_by("-is_pinned", "-published_at", "-pk")

    def in_help_order(self) -> Self:
        return self.order_by("help_group__position", "help_group_id", "position", "pk")

    def for_lists(self) -> Self:
        return self.defer("body", "plain_text")


class ArticlePage(ArticleText):
    """An article as readers see it. Written by publishing only, gone when it is withdrawn."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="page"
    )
    body = models.TextField()
    plain_text = models.TextField()
    product_ids = ArrayField(models.BigIntegerField(), default=list)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ArticlePageQuerySet.as_manager()

    class Meta:
        verbose_name = _("published article")
        verbose_name_plural = _("published articles")
        indexes = [
            models.Index(fields=["kind", "-published_at", "-article"], name="article_page_newest")
        ]


class ArticleHistory(HistoryEntry):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="history")

    class Meta(HistoryEntry.Meta):
        verbose_name = _("article history")
        verbose_name_plural = _("article history")
        indexes = [models.Index(fields=["article", "at", "id"], name="article_history")]
