"""A page of the admin that shows several small forms, each saved by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from shop.common.actors import Actor, person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.change_words import changes_in_words
from shop.common.errors import DomainError
from shop.common.forms import SectionForm
from shop.common.trials import Trial

_HISTORY = 20


@dataclass(frozen=True, kw_only=True)
class Section:
    key: str
    title: StrOrPromise
    form: SectionForm
    note: str = ""
    trial_url: str = ""
    trial: Trial | None = None


class SectionsAdmin(ModelAdmin):
    """Shows `sections()` in place of the list of rows, and writes through `save_section()`."""

    def sections(self, data: Any = None) -> Iterator[Section]:
        """Give the sections; `data` is what was posted, for the one that it belongs to."""
        raise NotImplementedError

    def save_section(self, section: Section, actor: Actor) -> None:
        """Write what a valid section says."""
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        sections = list(self.sections())
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            sections = list(self._posted(request))
            if self._saved(request, sections):
                return HttpResponseRedirect(f"{request.path}#{request.POST.get('section', '')}")
        return TemplateResponse(
            request, "admin/common/sections.html", self._context(request, sections)
        )

    def change_view(self, request: HttpRequest, *_args: Any, **_extra: Any) -> HttpResponse:
        return HttpResponseRedirect(self._list_url())

    def _list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _posted(self, request: HttpRequest) -> Iterator[Section]:
        wanted = request.POST.get("section")
        for empty, filled in zip(self.sections(), self.sections(request.POST), strict=True):
            yield filled if filled.key == wanted else empty

    def _saved(self, request: HttpRequest, sections: list[Section]) -> bool:
        wanted = request.POST.get("section")
        section = next((section for section in sections if section.key == wanted), None)
        if section is None or not section.form.is_valid():
            return False
        try:
            self.save_section(section, person(int(str(request.user.pk))))
        except DomainError as refusal:
            section.form.add_error(None, str(refusal))
            return False
        messages.success(request, _("“%(title)s” was saved.") % {"title": section.title})
        return True

    def _context(self, request: HttpRequest, sections: list[Section]) -> dict[str, Any]:
        context: dict[str, Any] = self.admin_site.each_context(request)
        return context | {
            "title": self.opts.verbose_name_plural,
            "opts": self.opts,
            "sections": sections,
            "may_change": self.has_change_permission(request),
            "history": self._history(sections),
        }

    def _history(self, sections: list[Section]) -> list[dict[str, Any]]:
        entries = LogEntry.objects.get_for_model(self.model).select_related("actor")
        by_key = {section.key: section for section in sections}
        return [
            self._in_words(entry, by_key.get(entry.object_repr))
            for entry in entries.order_by("-timestamp", "-pk")[:_HISTORY]
        ]

    def _in_words(self, entry: LogEntry, section: Section | None) -> dict[str, Any]:
        fields = section.form.fields if section else {}
        labels = {name: field.label or name for name, field in fields.items()}
        return {
            "entry": entry,
            "thing": section.title if section else entry.object_repr,
            "changes": changes_in_words(entry, model=self.model, labels=labels),
        }
