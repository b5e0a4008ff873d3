"""Reviews in the back office: read, shown, hidden, refused, answered."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from catalog.selectors.pictures import rendition_url
from marketing.admin.review_pages import (
    LIST,
    ask_reason,
    complain_by,
    decide_all,
    decide_one,
)
from marketing.forms.review import ReviewAnswerForm
from marketing.models import Review
from marketing.models.review import ReviewQuerySet
from marketing.selectors.review_complaints import complaint_of_review
from marketing.services.review_answers import answer_review
from marketing.services.reviews import hide_review, refuse_review, show_review
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.http import SignedInRequest

MODERATE, ANSWER = "marketing.moderate_review", "marketing.answer_review"
WITHDRAW = "catalog.withdraw_product"
_STATE_COLOURS = {
    Review.State.WAITING: "warning",
    Review.State.SHOWN: "success",
    Review.State.HIDDEN: "danger",
    Review.State.REFUSED: "danger",
}
_TEXT_LENGTH, _TITLE_LENGTH = 60, 24


class WorkFilter(admin.SimpleListFilter):
    """What waits for people."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("answer", _("bad ones without an answer")), ("decide", _("to decide"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        reviews: ReviewQuerySet = queryset  # type: ignore[assignment]  # the model's own
        chosen = {"answer": reviews.incidents, "decide": reviews.held}
        return chosen[self.value() or ""]() if self.value() in chosen else queryset


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    list_display = [
        "given", "said", "about", "photos", "shown_state", "objections", "is_answered", "written",
    ]  # fmt: skip
    list_display_links = ["said"]
    list_filter = [WorkFilter, "state", "stars", "has_pictures"]
    list_select_related = ["product", "answer"]
    list_per_page = 30
    list_before_template = "admin/catalog/status_chips.html"
    search_fields = ["order_line", "product__number", "product__title", "text"]
    search_help_text = _("Order number, product number, title or words of the review")
    show_full_result_count = False
    empty_text = _(
        "What customers write about goods that they bought stands here. There is nothing to"
        " decide or to answer."
    )
    ordering = ["-created_at", "-pk"]
    actions = ["show", "hide", "refuse"]
    actions_detail = ["decide_this", "answer_this", "complain_by_this"]
    fields = [
        "given", "text", "photos", "product", "sku_name", "order_line", "written_by",
        "state", "objections", "answered", "complaint", "past",
    ]  # fmt: skip
    readonly_fields = fields

    # Who may what -----------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_moderate_permission(self, request: SignedInRequest, object_id: Any = None) -> bool:
        return _may(request, MODERATE)

    def has_answer_permission(self, request: SignedInRequest, object_id: Any = None) -> bool:
        return _may(request, ANSWER)

    def has_withdraw_permission(self, request: SignedInRequest, object_id: Any = None) -> bool:
        may = _may(request, MODERATE) and _may(request, WITHDRAW)
        return may and not (object_id and complaint_of_review(int(object_id)))

    # Lists ------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        rows: QuerySet[Review] = super().get_queryset(request)
        return rows.prefetch_related("pictures")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        chips = _state_chips(request.GET.get("state__exact", ""))
        answer: HttpResponse = super().changelist_view(
            request, {"status_chips": chips, **(extra_context or {})}
        )
        return answer

    @admin.display(description=_("stars"), ordering="stars")
    def given(self, review: Review) -> str:
        return "★" * review.stars

    @admin.display(description=_("text"))
    def said(self, review: Review) -> SafeString:
        text = Truncator(review.text).chars(_TEXT_LENGTH) or "—"
        return format_html('<span class="cell-words">{}</span>', text)

    @admin.display(description=_("product"), ordering="product__number")
    def about(self, review: Review) -> SafeString:
        return format_html(
            '<span class="cell-words"><span class="cell-code">{}</span> {}</span>',
            review.product.number,
            Truncator(review.product.title).chars(_TITLE_LENGTH),
        )

    @admin.display(description=_("written at"), ordering="created_at")
    def written(self, review: Review) -> str:
        return f"{localtime(review.created_at):%Y-%m-%d %H:%M}"

    @admin.display(description=_("photos"))
    def photos(self, review: Review) -> SafeString | str:
        rows = ((rendition_url(picture.image, 240),) for picture in review.pictures.all())
        image = '<img src="{}" alt="" width="48" height="48" class="inline rounded-default">'
        return format_html_join(" ", image, rows) or "—"

    @display(description=_("state"), ordering="state", label=_STATE_COLOURS)
    def shown_state(self, review: Review) -> tuple[str, str]:
        return review.state, review.get_state_display()

    @admin.display(description=_("answered"), boolean=True)
    def is_answered(self, review: Review) -> bool:
        return hasattr(review, "answer")

    # Detail -----------------------------------------------------------------------------------

    @admin.display(description=_("written by"))
    def written_by(self, review: Review) -> str:
        return review.author_name or "—"

    @admin.display(description=_("answer"))
    def answered(self, review: Review) -> str:
        return review.answer.text if hasattr(review, "answer") else "—"

    @admin.display(description=_("quality complaint"))
    def complaint(self, review: Review) -> str:
        found = complaint_of_review(review.pk)
        if found is None:
            return "—"
        day = f"{localtime(found.raised_at):%Y-%m-%d %H:%M}"
        return f"{day} · {found.reason} · {found.product.get_status_display()}"

    @admin.display(description=_("history"))
    def past(self, review: Review) -> SafeString:
        entries = review.history.select_related("actor_user").order_by("-at", "-pk")
        return format_html_join(
            "",
            "<p>{} · {} · {} {}</p>",
            (
                (
                    f"{localtime(entry.at):%Y-%m-%d %H:%M}",
                    Review.State(entry.to_state).label,
                    entry.actor_user or entry.actor_process,
                    entry.reason,
                )
                for entry in entries
            ),
        )

    # Steps ------------------------------------------------------------------------------------

    @admin.action(description=_("Show to everybody"), permissions=["moderate"])
    def show(self, request: SignedInRequest, queryset: QuerySet[Review]) -> None:
        decide_all(request, queryset, show_review)

    @admin.action(description=_("Hide"), permissions=["moderate"])
    def hide(self, request: SignedInRequest, queryset: QuerySet[Review]) -> HttpResponse:
        title = _("Hide reviews")
        return ask_reason(request, self, queryset, action="hide", title=title, service=hide_review)

    @admin.action(description=_("Refuse"), permissions=["moderate"])
    def refuse(self, request: SignedInRequest, queryset: QuerySet[Review]) -> HttpResponse:
        title = _("Refuse reviews")
        return ask_reason(
            request, self, queryset, action="refuse", title=title, service=refuse_review
        )

    @action(description=_("Decide"), permissions=["moderate"], icon="gavel")
    def decide_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:marketing_review_decide", args=[object_id]))

    @action(description=_("Answer"), permissions=["answer"], icon="reply")
    def answer_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:marketing_review_answer", args=[object_id]))

    @action(description=_("Quality complaint: take down"), permissions=["withdraw"], icon="report")
    def complain_by_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:marketing_review_complain", args=[object_id]))

    def get_urls(self) -> list[URLPattern]:
        answer = path(
            "<int:review_id>/answer/",
            self.admin_site.admin_view(self.answer_view),
            name="marketing_review_answer",
        )
        decide = path(
            "<int:review_id>/decide/",
            self.admin_site.admin_view(self.decide_view),
            name="marketing_review_decide",
        )
        complain = path(
            "<int:review_id>/complain/",
            self.admin_site.admin_view(self.complain_view),
            name="marketing_review_complain",
        )
        return [answer, decide, complain, *super().get_urls()]

    def decide_view(self, request: SignedInRequest, review_id: int) -> HttpResponse:
        if not _may(request, MODERATE):
            raise PermissionDenied
        review = get_object_or_404(Review, pk=review_id)
        return decide_one(request, self, review)

    def complain_view(self, request: SignedInRequest, review_id: int) -> HttpResponse:
        if not self.has_withdraw_permission(request):
            raise PermissionDenied
        review = get_object_or_404(Review.objects.select_related("product"), pk=review_id)
        return complain_by(request, self, review)

    def answer_view(self, request: SignedInRequest, review_id: int) -> HttpResponse:
        if not _may(request, ANSWER):
            raise PermissionDenied
        review = get_object_or_404(Review.objects.select_related("answer"), pk=review_id)
        present = {"text": review.answer.text} if hasattr(review, "answer") else {}
        form = ReviewAnswerForm(request.POST or None, initial=present)
        actor = person(int(request.user.pk or 0))
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Answer for everybody to read"),
            note=f"{'★' * review.stars} {review.text}",
            save=lambda: answer_review(review_id=review_id, actor=actor, **form.cleaned_data),
            back=reverse(LIST),
        )


def _state_chips(chosen: str) -> list[dict[str, Any]]:
    address = reverse(LIST)
    counts = dict(Review.objects.values_list("state").annotate(count=Count("pk")))
    states = [("", _("All"), sum(counts.values()))]
    states += [(value, label, counts.get(value, 0)) for value, label in Review.State.choices]
    return [
        {
            "label": label,
            "url": f"{address}?state__exact={value}" if value else address,
            "count": count,
            "is_chosen": value == chosen,
        }
        for value, label, count in states
    ]


def _may(request: SignedInRequest, permission: str) -> bool:
    user: Any = request.user
    return bool(user.has_perm(permission))
