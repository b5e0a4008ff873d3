"""What every page of the back office is made of: numbers read strictly, refusals said on the form.

Unfold's own classes are left to this module; an architecture test sees to it.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseForm, FileField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from unfold import admin as unfold

from shop.common.errors import DomainError
from shop.common.typed_numbers import DecimalNumberField, WholeNumberField

_REFUSAL = "refusal"  # the name on the request, for the second look at the form


class ReadsNumbers:
    """Reads the numbers of a model's form as people write them, by shop.common.typed_numbers."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.IntegerField):
            kwargs.setdefault("form_class", WholeNumberField)
        elif isinstance(db_field, models.DecimalField):
            kwargs.setdefault("form_class", DecimalNumberField)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin beside it


class ModelAdmin(ReadsNumbers, unfold.ModelAdmin):
    """An admin that shows a form again, with all that was typed, when a service refuses it.

    `empty_text` stands on a list without rows: what fills it, or that there is nothing to do.
    """

    empty_text: StrOrPromise = ""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        show = super().changeform_view
        try:
            answer: HttpResponse = show(request, object_id, form_url, extra_context)
        except DomainError as refusal:  # Django took back all that was written until then
            setattr(request, _REFUSAL, refusal)
            answer = show(request, object_id, form_url, extra_context)
        return answer

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002  Django's signature
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, _REFUSAL, None)
        if refusal is None:
            return form
        return type(form)(form.__name__, (_RefusedForm, form), {"refusal": refusal})


class _RowsOfAPage(ReadsNumbers):
    """Rows that belong to a page: whoever may see the page sees them.

    To change them takes their own right. What fewer people may see is a page of its own.
    """

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class TabularInline(_RowsOfAPage, unfold.TabularInline):
    """Rows of a form, as a table; its cells say what a row is."""

    hide_title = True


class StackedInline(_RowsOfAPage, unfold.StackedInline):
    """Rows of a form, one below the other."""


class _RefusedForm(BaseForm):
    """A form that was refused: it says why, beside the fields that the rule is about."""

    refusal: DomainError

    def clean(self) -> Any:
        cleaned = super().clean()
        self.add_error(None, ValidationError(str(self.refusal), code=self.refusal.code))
        for name, text in self.refusal.beside.items():
            if name in self.fields:
                self.add_error(name, str(text))
        for name, field in self.fields.items():
            if isinstance(field, FileField) and self.files.get(self.add_prefix(name)):
                # A browser does not send files a second time by itself.
                self.add_error(name, _("Choose the file once more."))
        return cleaned
