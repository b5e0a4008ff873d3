"""The media library in the back office: looked through, described, moved, deleted when unused."""

from typing import Any

from django.contrib import admin, messages
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from catalog.admin.media_films import MediaFilms
from catalog.forms.media import FolderForm, MediumForm, MoveForm
from catalog.models import MediaAsset, MediaFolder
from catalog.selectors.media import places_that_show, products_that_show, unused, with_use_counts
from catalog.selectors.pictures import rendition_url, thumbnail_url
from catalog.services.media import delete_medium, describe_medium, move_media, try_again
from catalog.services.media_folders import delete_folder, save_folder
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest

_STATE_COLOURS = {"waiting": "info", "ready": "success", "failed": "danger"}
_LIST = "admin:catalog_mediaasset_changelist"


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("not in use"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[MediaAsset]
    ) -> QuerySet[MediaAsset]:
        return unused(queryset) if self.value() == "none" else queryset


@admin.register(MediaAsset)
class MediaAssetAdmin(MediaFilms):
    form = MediumForm
    list_display = [
        "picture", "name", "alt", "folder", "prepared", "measures", "uses", "uploaded_at",
    ]  # fmt: skip
    list_display_links = ["name"]
    list_editable = ["alt"]
    list_filter = [UseFilter, "kind", "state", "folder"]
    list_select_related = ["folder"]
    list_per_page = 30
    search_fields = ["title", "alt", "source_name"]
    search_help_text = _("Title, description or name of the file")
    show_full_result_count = False
    ordering = ["-uploaded_at", "-pk"]
    actions = ["move", "prepare_again", "delete_unused"]
    fields = [
        "large", "title", "alt", "folder", "state_and_reason", "measures", "source_name",
        "used_on", "uploaded_by", "uploaded_at",
    ]  # fmt: skip
    readonly_fields = [
        "large", "state_and_reason", "measures", "source_name", "used_on", "uploaded_by",
        "uploaded_at",
    ]  # fmt: skip

    # Lists ------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[MediaAsset]:
        return with_use_counts(super().get_queryset(request))

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it would not ask whether they are in use
        return actions

    @admin.display(description=_("picture"))
    def picture(self, asset: MediaAsset) -> SafeString:
        return _image(asset, 64)

    @admin.display(description=_("picture"))
    def large(self, asset: MediaAsset) -> SafeString:
        if asset.kind == MediaAsset.Kind.VIDEO and asset.shown:
            return _preview(asset)
        return _image(asset, 240)

    @admin.display(description=_("name"), ordering="source_name")
    def name(self, asset: MediaAsset) -> str:
        return str(asset)

    @display(description=_("state"), ordering="state", label=_STATE_COLOURS)
    def prepared(self, asset: MediaAsset) -> tuple[str, Any]:
        return asset.state, _state(asset)

    @admin.display(description=_("state"))
    def state_and_reason(self, asset: MediaAsset) -> str:
        return _state(asset)

    @admin.display(description=_("size"), ordering="byte_count")
    def measures(self, asset: MediaAsset) -> str:
        return f"{asset.width} × {asset.height} · {filesizeformat(asset.byte_count)}"

    @admin.display(description=_("in use"))
    def uses(self, asset: MediaAsset) -> SafeString | str:
        count = getattr(asset, "use_count", 0)
        if not count:
            return "—"
        address = reverse("admin:catalog_mediaasset_change", args=[asset.pk])
        words = ngettext("%(count)s time", "%(count)s times", count) % {"count": count}
        return format_html('<a class="text-link" href="{}">{}</a>', address, words)

    @admin.display(description=_("in use"))
    def used_on(self, asset: MediaAsset) -> SafeString | str:
        links = (
            (reverse("admin:catalog_product_change", args=[product.pk]), product.title)
            for product in products_that_show(asset.pk)
        )
        places = ((_address_of(use.place), str(use)) for use in places_that_show(asset.pk))
        shown = [*links, *places]
        return format_html_join("、", '<a class="text-link" href="{}">{}</a>', shown) or "—"

    # Writing ----------------------------------------------------------------------------------

    def save_model(
        self,
        request: SignedInRequest,
        obj: MediaAsset,
        form: Form,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        said: dict[str, Any] = {
            name: form.cleaned_data[name] for name in form.changed_data if name != "folder"
        }
        if "folder" in form.changed_data:
            said["folder_id"] = getattr(form.cleaned_data["folder"], "pk", None)
        if said:
            describe_medium(asset_id=obj.pk, actor=person(request.user.pk), **said)

    def delete_view(
        self, request: SignedInRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        asset = self.get_object(request, object_id)
        if request.method != "POST" or asset is None or not self.has_delete_permission(request):
            answer: HttpResponse = super().delete_view(request, object_id, extra_context)
            return answer
        self.delete_unused(request, MediaAsset.objects.filter(pk=asset.pk))
        return HttpResponseRedirect(reverse(_LIST))

    @admin.action(description=_("Move to a folder"), permissions=["change"])
    def move(self, request: SignedInRequest, queryset: QuerySet[MediaAsset]) -> HttpResponse:
        chosen = list(queryset.values_list("pk", flat=True))
        form = MoveForm(request.POST if "folder_id" in request.POST else None)
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Move to a folder"),
            hidden=[("action", "move"), *(("_selected_action", str(pk)) for pk in chosen)],
            save=lambda: move_media(
                asset_ids=chosen, actor=person(request.user.pk), **form.cleaned_data
            ),
            back=reverse(_LIST),
        )

    @admin.action(description=_("Prepare again what failed"), permissions=["change"])
    def prepare_again(self, request: SignedInRequest, queryset: QuerySet[MediaAsset]) -> None:
        for asset in queryset:
            try_again(asset_id=asset.pk, actor=person(request.user.pk))

    @admin.action(description=_("Delete what is not in use"), permissions=["delete"])
    def delete_unused(self, request: SignedInRequest, queryset: QuerySet[MediaAsset]) -> None:
        gone = 0
        for asset in queryset:
            try:
                delete_medium(asset_id=asset.pk, actor=person(request.user.pk))
                gone += 1
            except DomainError as refusal:
                messages.warning(request, f"{asset}: {refusal}")
        words = ngettext("%(count)s medium deleted.", "%(count)s media deleted.", gone)
        messages.success(request, words % {"count": gone})


@admin.register(MediaFolder)
class MediaFolderAdmin(ModelAdmin):
    form = FolderForm
    list_display = ["name", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    ordering = ["parent__name", "name", "pk"]

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

    def save_model(
        self,
        request: SignedInRequest,
        obj: MediaFolder,
        form: Form,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        saved = save_folder(
            name=obj.name, parent_id=obj.parent_id, folder_id=obj.pk, actor=person(request.user.pk)
        )
        obj.pk = saved.pk

    def delete_model(self, request: SignedInRequest, obj: MediaFolder) -> None:
        delete_folder(folder_id=obj.pk, actor=person(request.user.pk))


def _state(asset: MediaAsset) -> str:
    said = asset.get_state_display()
    return f"{said}: {asset.reason}" if asset.reason else said


def _address_of(place: str) -> str:
    """Return where a place such as `marketing.banner:12` is worked on."""
    model, _colon, pk = place.partition(":")
    page = model.replace("articlepage", "article").replace(".", "_")
    try:
        return reverse(f"admin:{page}_change", args=[pk])
    except NoReverseMatch:
        return ""


def _preview(asset: MediaAsset) -> SafeString:
    return format_html(
        '<video class="media-film" src="{}" poster="{}" width="320" controls preload="none">'
        '</video><p><a class="text-link" href="{}">{}</a></p>',
        default_storage.url(asset.shown),
        rendition_url(asset.poster, 480),
        reverse("admin:catalog_mediaasset_poster", args=[asset.pk]),
        _("Choose another picture of it"),
    )


def _image(asset: MediaAsset, side: int) -> SafeString:
    address = thumbnail_url(asset)
    if not address:
        return SafeString("—")
    return format_html(
        '<img class="media-thumb" src="{}" alt="" width="{}" height="{}" loading="lazy">',
        address,
        side,
        side,
    )
