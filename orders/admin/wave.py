"""Pick waves: the list, making one, and its sheets for print."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from orders.admin.order_columns import chip
from orders.admin.shipping import ship_desk, ship_view
from orders.documents.pick_list import pick_list_pdf
from orders.documents.sheets import delivery_notes, pick_sheet
from orders.models import PickWave
from orders.selectors.delivery_notes import delivery_note_views
from orders.selectors.pick_lists import pick_list
from orders.selectors.ship_desk import busiest_warehouse
from orders.services.waves import cancel_wave, create_wave, finish_wave, note_printed
from orders.staff_forms import WaveForm
from shop.common.actors import Actor, person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.typed_numbers import whole_number

PICK, SHIP = "orders.pick_order", "orders.ship_order"
PAGE = "orders_pickwave"
_TONES = {PickWave.State.OPEN: "run", PickWave.State.DONE: "good"}
_STEPS = {
    "finish": (finish_wave, gettext_lazy("The wave is picked. Pack, and hand the parcels over.")),
    "cancel": (cancel_wave, gettext_lazy("The wave is cancelled; its shipments wait again.")),
}


@admin.register(PickWave)
class PickWaveAdmin(ModelAdmin):
    list_display = [
        "number", "warehouse", "shown_state", "baskets", "created_by", "created_at", "printed_at",
        "done_at",
    ]  # fmt: skip
    list_filter = ["state", "warehouse"]
    list_select_related = ["warehouse", "created_by"]
    search_fields = ["=number", "=entries__shipment__reference", "=entries__shipment__number"]
    search_help_text = gettext_lazy("Wave, order or shipment number")
    show_full_result_count = False
    empty_text = gettext_lazy(
        "A wave gathers parcels that are picked together. Make one when orders are ready to pick."
    )
    ordering = ["-pk"]
    actions_list = ["make", "desk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PickWave]:
        waves: QuerySet[PickWave] = super().get_queryset(request)
        return waves.annotate(basket_count=Count("entries"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("make/", view(self.make_view), name=f"{PAGE}_make"),
            path("desk/", view(self.desk_view), name="orders_ship_desk"),
            path("ship/<int:shipment_id>/", view(self.ship_view), name="orders_shipment_ship"),
            path("note/<int:shipment_id>/", view(self.note_view), name="orders_shipment_note"),
            path("<int:wave_id>/pdf/", view(self.pdf_view), name=f"{PAGE}_pdf"),
            path("<int:wave_id>/notes/", view(self.notes_view), name=f"{PAGE}_notes"),
            path(
                "<int:wave_id>/step/<slug:step>/", view(self.step_view), name="orders_pickwave_step"
            ),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def has_view_permission(self, request: HttpRequest, obj: PickWave | None = None) -> bool:
        return request.user.has_perm(PICK) or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PickWave | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PickWave | None = None) -> bool:
        return False

    # Named permissions, because Unfold looks "app.codename" up in the database during checks.
    def has_pick_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return request.user.has_perm(PICK)

    def has_ship_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return request.user.has_perm(SHIP)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, wave: PickWave) -> SafeString:
        return chip(wave.get_state_display(), _TONES.get(PickWave.State(wave.state), ""))

    @admin.display(description=gettext_lazy("baskets"))
    def baskets(self, wave: Any) -> int:
        return int(wave.basket_count)

    @action(description=gettext_lazy("Make a wave"), permissions=["pick"], icon="add")
    def make(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:orders_pickwave_make"))

    @action(description=gettext_lazy("Ship desk"), permissions=["ship"], icon="barcode_scanner")
    def desk(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:orders_ship_desk"))

    def make_view(self, request: HttpRequest) -> HttpResponse:
        _need(request, PICK)
        chosen = request.GET.get("warehouse") or busiest_warehouse()
        form = WaveForm(request.POST or None, initial={"warehouse": chosen})
        made: list[PickWave] = []
        response = form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Make a wave"),
            note=_("In brackets: the shipments that wait to be picked."),
            button=_("Make the wave and show its pick list"),
            save=lambda: made.append(_create(request, form)),
            back=reverse("admin:orders_pickwave_changelist"),
        )
        return HttpResponseRedirect(_page_of(made[0].pk)) if made else response

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        wave = PickWave.objects.filter(pk=whole_number(object_id) or 0).first()
        if wave is None:
            raise Http404
        is_print = "print" in request.GET
        if is_print:
            note_printed(wave_id=wave.pk)
        context = pick_sheet(pick_list(wave.pk)) | {
            "wave": wave,
            "may_pick": request.user.has_perm(PICK),
            "may_ship": request.user.has_perm(SHIP),
            "is_print": is_print,
        }
        return render(request, "orders/staff/pick_sheet.html", context)

    def pdf_view(self, request: HttpRequest, wave_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        wave = _wave(wave_id)
        pdf = pick_list_pdf(pick_list(wave.pk))
        note_printed(wave_id=wave.pk)
        name = f'inline; filename="{wave.number}.pdf"'
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": name}
        )

    def notes_view(self, request: HttpRequest, wave_id: int) -> HttpResponse:
        _need(request, PICK, SHIP)
        entries = _wave(wave_id).entries.order_by("basket")
        return _notes(request, list(entries.values_list("shipment_id", flat=True)))

    def note_view(self, request: HttpRequest, shipment_id: int) -> HttpResponse:
        _need(request, PICK, SHIP)
        return _notes(request, [shipment_id])

    def step_view(self, request: HttpRequest, wave_id: int, step: str) -> HttpResponse:
        _need(request, PICK)
        if step not in _STEPS:
            raise Http404
        if request.method == "POST":
            operation, done = _STEPS[step]
            operation(wave_id=_wave(wave_id).pk, actor=_actor(request))
            messages.success(request, str(done))
        return HttpResponseRedirect(_page_of(wave_id))

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        return ship_desk(request, self)

    def ship_view(self, request: HttpRequest, shipment_id: int) -> HttpResponse:
        return ship_view(request, self, shipment_id)


def _notes(request: HttpRequest, shipment_ids: list[int]) -> HttpResponse:
    notes = delivery_note_views(shipment_ids)
    if not notes:
        raise Http404
    return render(request, "orders/staff/delivery_notes.html", delivery_notes(notes))


def _create(request: HttpRequest, form: WaveForm) -> PickWave:
    wanted = form.cleaned_data
    return create_wave(warehouse_id=wanted["warehouse"], size=wanted["size"], actor=_actor(request))


def _wave(wave_id: int) -> PickWave:
    wave = PickWave.objects.filter(pk=wave_id).first()
    if wave is None:
        raise Http404
    return wave


def _page_of(wave_id: int) -> str:
    return reverse("admin:orders_pickwave_change", args=[wave_id])


def _actor(request: HttpRequest) -> Actor:
    return person(int(request.user.pk or 0))


def _need(request: HttpRequest, *permissions: str) -> None:
    """Let in who has one of the permissions."""
    if not any(map(request.user.has_perm, permissions)):
        raise PermissionDenied
