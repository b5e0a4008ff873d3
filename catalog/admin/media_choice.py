"""Choosing from the library: pictures for a product, or one for a text or a field of a form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from catalog.admin.media_upload import MOST_AT_ONCE, MediaUpload, product_of
from catalog.admin.shown_already import pictures_of, say_shown_already
from catalog.forms.media import ChoiceForm, PickForm
from catalog.models import MediaAsset
from catalog.services.media_placing import picture_to_place, place_picture
from catalog.services.pictures import show_picture
from shop.common.actors import person
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest
from shop.common.rich_text import address_of_stored
from shop.common.typed_numbers import page_number, whole_number

_SHOWN_TO_CHOOSE = 48
_OPENED_FOR = ("field", "CKEditorFuncNum")  # stays while one searches
_LONGEST_NAME = 60


class MediaChoice(MediaUpload):
    """The page to choose pictures for a product, and the window where one picture is picked."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(
                "choose/<int:product_id>/",
                view(self.choose_view),
                name="catalog_mediaasset_choose",
            ),
            path("pick/", view(self.pick_view), name="catalog_mediaasset_pick"),
        ]
        return own + super().get_urls()

    def choose_view(self, request: SignedInRequest, product_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        product = product_of(request, product_id)
        form = ChoiceForm(request.POST or None, product_id=product_id)
        if request.method == "POST" and form.is_valid():
            _show_chosen(request, product_id, form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[product_id]))
        context = self.page_context(request, product, _("Choose pictures from the library"))
        return TemplateResponse(
            request,
            "admin/catalog/media_choose.html",
            context | _found(request, _usable()) | {"form": form},
        )

    def pick_view(self, request: SignedInRequest) -> HttpResponse:
        """Offer the pictures there are; the text editor's window takes new ones as well."""
        field = _short(request, "field")
        if not (self.has_view_permission(request) if field else self.has_add_permission(request)):
            raise PermissionDenied
        if request.method == "POST" and not field:
            return _picked(request)
        context = self.page_context(request, None, _("Choose a picture"))
        kept = [(name, _short(request, name)) for name in _OPENED_FOR]
        context |= {"field": field, "kept": [pair for pair in kept if pair[1]], "is_popup": True}
        return TemplateResponse(
            request,
            "admin/catalog/media_pick.html",
            context | _found(request, _ready()) | {"form": None if field else PickForm()},
        )


def _short(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")[:_LONGEST_NAME]


def _picked(request: SignedInRequest) -> JsonResponse:
    form = PickForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"refusal": _("Choose a picture.")})
    file, asset_id = form.cleaned_data["file"], form.cleaned_data["asset"]
    try:
        if file:
            actor = person(request.user.pk)
            asset = place_picture(file=file, name=file.name, folder=_("Articles"), actor=actor)
        else:
            asset = picture_to_place(asset_id=asset_id)
    except DomainError as refusal:
        return JsonResponse({"refusal": str(refusal)})
    return JsonResponse({"address": address_of_stored(asset.shown), "alt": asset.alt})


def _found(request: HttpRequest, rows: QuerySet[MediaAsset]) -> dict[str, Any]:
    query = request.GET.get("q", "").replace("\0", "").strip()
    pages = Paginator(_matching(rows, query), _SHOWN_TO_CHOOSE)
    return {"page": pages.get_page(page_number(request.GET.get("p"))), "query": query}


def _usable() -> QuerySet[MediaAsset]:
    pictures = MediaAsset.objects.filter(kind=MediaAsset.Kind.PICTURE)
    return pictures.exclude(state=MediaAsset.State.FAILED)


def _ready() -> QuerySet[MediaAsset]:
    return _usable().filter(state=MediaAsset.State.READY)


def _matching(rows: QuerySet[MediaAsset], query: str) -> QuerySet[MediaAsset]:
    if query:
        rows = rows.filter(
            Q(title__icontains=query) | Q(alt__icontains=query) | Q(source_name__icontains=query)
        )
    return rows.order_by("-uploaded_at", "-pk")


def _show_chosen(request: SignedInRequest, product_id: int, use: dict[str, Any]) -> None:
    chosen = [number for number in map(whole_number, request.POST.getlist("chosen")) if number]
    known, again = pictures_of(product_id), 0
    for asset_id in chosen[:MOST_AT_ONCE]:
        try:
            picture = show_picture(
                product_id=product_id, asset_id=asset_id, actor=person(request.user.pk), **use
            )
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            again += picture.pk in known
    say_shown_already(request, again)
