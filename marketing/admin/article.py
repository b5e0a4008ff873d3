"""Articles in the back office: written, checked, published by somebody else, withdrawn."""

from typing import Any

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from marketing.admin.article_steps import BY_NAME, open_steps
from marketing.forms.article import ArticleForm
from marketing.models import Article, ArticleHistory, ArticlePage, HelpGroup
from marketing.selectors.articles import address_of_page
from marketing.services.article_writing import revise_article, set_cover, write_article
from marketing.services.help_groups import save_help_group
from shop.common.actors import Actor, person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.choices import LooksUpChoices
from shop.common.admin.library_pictures import OffersLibrary
from shop.common.admin.steps import step_page
from shop.common.http import SignedInRequest
from shop.common.typed_numbers import whole_number

_SAID = (
    "kind", "title", "slug", "summary", "body", "position", "is_pinned", "seo_title",
    "seo_description", "seo_keywords",
)  # fmt: skip
_COLOURS = {
    Article.Status.IN_CHECK: "warning",
    Article.Status.SCHEDULED: "info",
    Article.Status.PUBLISHED: "success",
    Article.Status.WITHDRAWN: "danger",
}
_EVENTS = 12


@admin.register(Article)
class ArticleAdmin(OffersLibrary, LooksUpChoices, ModelAdmin):
    form = ArticleForm
    list_display = ["title", "kind", "state", "is_seen", "writer", "is_pinned", "scheduled_at"]
    list_filter = ["status", "kind", "help_group"]
    list_select_related = ["writer"]
    search_fields = ["title", "slug", "summary"]
    show_full_result_count = False
    empty_text = _("News, guides and help texts are written here, checked and published.")
    ordering = ["-pk"]
    autocomplete_fields = ["products"]
    change_form_outer_before_template = "admin/marketing/article_summary.html"
    warn_unsaved_form = True
    fieldsets = [
        (None, {"fields": [("kind", "help_group"), "title", "summary", "cover", "body"]}),
        (_("Goods in the text"), {"fields": ["products"]}),
        (_("Place"), {"fields": [("position", "is_pinned")]}),
        (
            _("Search engines"),
            {
                "fields": ["slug", "seo_title", "seo_description", "seo_keywords"],
                "classes": ["collapse"],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        rows: QuerySet[Article] = super().get_queryset(request)
        return rows.annotate(has_page=Exists(ArticlePage.objects.filter(article=OuterRef("pk"))))

    @display(description=_("state"), ordering="status", label=_COLOURS)
    def state(self, article: Article) -> tuple[str, str]:
        return article.status, article.get_status_display()

    @admin.display(description=_("readers see it"), boolean=True)
    def is_seen(self, article: Article) -> bool:
        return bool(getattr(article, "has_page", False))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False  # withdrawn, so that its history stays

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        rows = Article.objects.select_related("writer")
        article = rows.filter(pk=whole_number(object_id) or 0).first()
        context = {**(_summary(article, request.user) if article else {}), **(extra_context or {})}
        answer: HttpResponse = super().change_view(request, object_id, form_url, context)
        return answer

    def save_model(
        self,
        request: SignedInRequest,
        obj: Article,
        form: ArticleForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        actor = person(request.user.pk)
        said = form.cleaned_data
        fields: Any = {name: said[name] for name in _SAID}
        group = said["help_group"]
        fields["help_group_id"] = group.pk if group else None
        products = [product.pk for product in said["products"]]
        if not change:
            obj.pk = write_article(actor=actor, product_ids=products, **fields).pk
        elif form.changed_data:
            revise_article(article_id=obj.pk, actor=actor, product_ids=products, **fields)
        if "cover" in form.changed_data:
            _set_cover(obj.pk, said["cover"], actor)
        obj.refresh_from_db()

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        """Leave the goods alone: the service has set them."""

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:article_id>/step/<str:name>/",
            self.admin_site.admin_view(self.step_view),
            name="marketing_article_step",
        )
        urls: list[URLPattern] = super().get_urls()
        return [step, *urls]

    def step_view(self, request: SignedInRequest, article_id: int, name: str) -> HttpResponse:
        article = get_object_or_404(Article, pk=article_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=article.title,
            key={"article_id": article_id},
            back=reverse("admin:marketing_article_change", args=[article_id]),
        )


@admin.register(HelpGroup)
class HelpGroupAdmin(ModelAdmin):
    list_display = ["name", "position"]
    ordering = ["position", "pk"]
    ordering_field = "position"

    def save_model(
        self,
        request: SignedInRequest,
        obj: HelpGroup,
        form: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save_help_group(group=obj, actor=person(request.user.pk))


def _set_cover(article_id: int, cover: Any, actor: Actor) -> None:
    if isinstance(cover, str) and cover:  # the library has it
        revise_article(article_id=article_id, cover=cover, actor=actor)
    else:
        file = cover if isinstance(cover, UploadedFile) else None
        set_cover(article_id=article_id, file=file, actor=actor)


def _summary(article: Article, user: Any) -> dict[str, Any]:
    address = address_of_page(article.pk)
    history = ArticleHistory.objects.filter(article=article).select_related("actor_user")
    return {
        "article": article,
        "article_address": address,
        "article_history": list(history.order_by("-at", "-pk")[:_EVENTS]),
        "article_steps": [
            (step, reverse("admin:marketing_article_step", args=[article.pk, step.name]))
            for step in open_steps(article, user)
        ],
    }
