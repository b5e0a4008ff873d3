"""What staff see in lists and forms is labelled in words, never by the name of a field."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import ForeignObjectRel
from django.db.models.constants import LOOKUP_SEP

OUTSIDE = {"admin", "auth", "contenttypes", "sessions", "auditlog", "axes"}


@pytest.mark.django_db
def test_every_field_that_staff_see_has_a_label_of_its_own(rf, clerk):
    request = rf.get("/")
    request.user = clerk
    unnamed = sorted(
        {
            f"{one.model._meta.label}: {name} ({where})"
            for model_admin in admin.site._registry.values()
            if model_admin.opts.app_label not in OUTSIDE
            for one in (model_admin, *inlines(model_admin))
            for where, name in shown(one, request)
            if not is_labelled(one, name, request)
        }
    )

    assert unnamed == [], "give verbose_name (or a description) in English: it is translated"


def inlines(model_admin: admin.ModelAdmin[Any]) -> list[Any]:
    return [inline(model_admin.model, admin.site) for inline in model_admin.inlines]


def shown(one: Any, request: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(one, admin.ModelAdmin):
        for name in one.get_list_display(request):
            yield "list", name
        for entry in one.get_list_filter(request):
            field = entry[0] if isinstance(entry, tuple) else entry
            if isinstance(field, str):
                yield "filter", field
    for _title, options in one.get_fieldsets(request):
        for name in flatten(options["fields"]):
            yield "form", name


def is_labelled(one: Any, name: Any, request: Any) -> bool:
    declared = declared_field(one, name, request)
    if declared is not None:
        return declared.label is not None
    method = name if callable(name) else getattr(one, name, None)
    if callable(method) or name == "__str__":
        return name == "__str__" or getattr(method, "short_description", None) is not None
    return is_labelled_field(one.model, name)


def is_labelled_field(model: Any, name: str) -> bool:
    try:
        field = get_fields_from_path(model, name)[-1]
    except (FieldDoesNotExist, FieldError):
        return getattr(getattr(model, name, None), "short_description", None) is not None
    if isinstance(field, ForeignObjectRel):
        return True
    # None where nobody gave a label: Django then makes one of the name.
    given = getattr(field, "_verbose_name")  # noqa: B009  unknown to the stubs
    return given is not None or (field.primary_key and LOOKUP_SEP not in name)


def declared_field(one: Any, name: Any, request: Any) -> Any:
    form = one.get_form(request) if isinstance(one, admin.ModelAdmin) else one.form
    return form.declared_fields.get(name) if isinstance(name, str) else None
