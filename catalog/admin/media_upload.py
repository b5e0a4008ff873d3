"""Uploading many files at once, each with its own answer."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from catalog.admin.shown_already import pictures_of
from catalog.forms.media import UploadForm
from catalog.models import MediaAsset, Product
from catalog.selectors.pictures import thumbnail_url
from catalog.services.media import store_picture
from catalog.services.media_videos import show_video, store_video
from catalog.services.pictures import show_picture
from shop.common.actors import Actor, person
from shop.common.admin.base import ModelAdmin
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest

MOST_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Answer:
    name: str
    refusal: str = ""
    note: str = ""
    picture: str = ""


class MediaUpload(ModelAdmin):
    """The upload page, of the library or of one product."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("upload/", view(self.upload_view), name="catalog_mediaasset_upload"),
            path(
                "upload/<int:product_id>/",
                view(self.upload_view),
                name="catalog_mediaasset_upload_for",
            ),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:catalog_mediaasset_upload"))

    def upload_view(self, request: SignedInRequest, product_id: int | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        product = product_of(request, product_id)
        is_sent = request.method == "POST"
        form = UploadForm(request.POST if is_sent else None, product_id=product_id)
        answers: list[Answer] = []
        if is_sent and form.is_valid():
            files = request.FILES.getlist("files")[:MOST_AT_ONCE]
            answers = [_take(file, form, product_id, person(request.user.pk)) for file in files]
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"answers": [vars(answer) for answer in answers]})
        context = self.page_context(request, product, _("Upload pictures and videos"))
        return TemplateResponse(
            request, "admin/catalog/media_upload.html", context | {"form": form, "answers": answers}
        )

    def page_context(
        self, request: HttpRequest, product: Product | None, title: str
    ) -> dict[str, Any]:
        back = (
            reverse("admin:catalog_product_change", args=[product.pk])
            if product
            else reverse("admin:catalog_mediaasset_changelist")
        )
        context: dict[str, Any] = self.admin_site.each_context(request)
        return context | {"title": title, "opts": self.opts, "product": product, "back": back}


def product_of(request: SignedInRequest, product_id: int | None) -> Product | None:
    if product_id is None:
        return None
    staff: Any = request.user
    if not staff.has_perm("catalog.change_product"):
        raise PermissionDenied
    return get_object_or_404(Product, pk=product_id)


def _take(
    file: UploadedFile[Any], form: UploadForm, product_id: int | None, actor: Actor
) -> Answer:
    name = file.name or ""
    try:
        # What the browser says chooses who looks at the file; what it is, its content tells.
        store = store_video if (file.content_type or "").startswith("video/") else store_picture
        asset = store(file=file, name=name, actor=actor, folder_id=form.cleaned_data["folder"])
        note = _show(asset, product_id, form, actor) if product_id is not None else ""
    except DomainError as refusal:
        return Answer(name=name, refusal=str(refusal))
    return Answer(name=name, note=note, picture=thumbnail_url(asset))


def _show(asset: MediaAsset, product_id: int, form: UploadForm, actor: Actor) -> str:
    if not _is_picture(asset):
        show_video(product_id=product_id, asset_id=asset.pk, actor=actor)
        return ""
    known = pictures_of(product_id)
    picture = show_picture(product_id=product_id, asset_id=asset.pk, actor=actor, **form.use())
    return _("The product shows this picture already.") if picture.pk in known else ""


def _is_picture(asset: MediaAsset) -> bool:
    return asset.kind == MediaAsset.Kind.PICTURE
