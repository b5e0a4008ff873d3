"""Videos in the back office: the picture they are shown by, and the product they show."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.admin.media_choice import MediaChoice
from catalog.admin.media_upload import product_of
from catalog.forms.media import PosterForm
from catalog.models import MediaAsset, Product, ProductVideo
from catalog.selectors.pictures import rendition_url
from catalog.services.media_videos import choose_poster, remove_video
from shop.common.actors import person
from shop.common.admin.form_page import form_page, save_or_refuse
from shop.common.http import SignedInRequest


class MediaFilms(MediaChoice):
    """The page where the moment is chosen, and the one that takes a video off its product."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(
                "<int:asset_id>/poster/", view(self.poster_view), name="catalog_mediaasset_poster"
            ),
            path(
                "take-off/<int:product_id>/",
                view(self.take_off_view),
                name="catalog_mediaasset_take_off",
            ),
        ]
        return own + super().get_urls()

    def poster_view(self, request: SignedInRequest, asset_id: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        asset = get_object_or_404(MediaAsset, pk=asset_id, kind=MediaAsset.Kind.VIDEO)
        form = PosterForm(request.POST or None, seconds=asset.milliseconds / 1000)
        back = reverse("admin:catalog_mediaasset_change", args=[asset_id])
        done = save_or_refuse(
            request,
            form=form,
            save=lambda: choose_poster(
                asset_id=asset_id, second=form.cleaned_data["second"], actor=person(request.user.pk)
            ),
            back=back,
        )
        context = self.page_context(request, None, _("Picture of the video"))
        return done or TemplateResponse(
            request,
            "admin/catalog/media_poster.html",
            context | {"form": form, "asset": asset, "back": back},
        )

    def take_off_view(self, request: SignedInRequest, product_id: int) -> HttpResponse:
        product = product_of(request, product_id)
        return form_page(
            request,
            model_admin=self,
            form=forms.Form(request.POST if request.method == "POST" else None),
            title=format_html("{}: {}", _("Show no video"), product),
            note=_("The video stays in the media library."),
            button=_("Show no video"),
            save=lambda: remove_video(product_id=product_id, actor=person(request.user.pk)),
            back=reverse("admin:catalog_product_change", args=[product_id]),
        )


def media_links(product: Product | None) -> SafeString:
    """Lead from a product to the pages that add many pictures to it, and show its video."""
    if product is None:
        return SafeString("")
    pages = [
        (reverse("admin:catalog_mediaasset_upload_for", args=[product.pk]), _("Upload many")),
        (reverse("admin:catalog_mediaasset_choose", args=[product.pk]), _("From the library")),
    ]
    links = format_html_join(" · ", '<a class="text-link" href="{}">{}</a>', pages)
    video = ProductVideo.objects.filter(product=product).select_related("asset").first()
    return links + _shown(video) if video else links


def _shown(video: ProductVideo) -> SafeString:
    change = reverse("admin:catalog_mediaasset_change", args=[video.asset_id])
    take_off = reverse("admin:catalog_mediaasset_take_off", args=[video.product_id])
    poster: Any = (
        format_html(
            '<img class="media-thumb" src="{}" alt="" width="64" height="64">',
            rendition_url(video.asset.poster, 240),
        )
        if video.asset.poster
        else ""
    )
    return format_html(
        '<span class="media-line">{}<span>{}: <a class="text-link" href="{}">{}</a></span>'
        '<a class="text-link" href="{}">{}</a></span>',
        poster, _("Video"), change, video.asset, take_off, _("Show no video"),
    )  # fmt: skip
