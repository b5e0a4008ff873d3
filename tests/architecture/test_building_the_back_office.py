"""Every form of the back office reads numbers as people write them and says its refusals itself."""

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.contrib import admin

from shop.common.admin.base import ModelAdmin
from shop.common.typed_numbers import DecimalNumberField, WholeNumberField
from tests.architecture.conftest import modules, refuse, tree

OUTSIDE = {"admin", "auth", "contenttypes", "sessions", "auditlog", "axes"}
STRICT = (WholeNumberField, DecimalNumberField)


def ours() -> list[Any]:
    return [one for one in admin.site._registry.values() if one.opts.app_label not in OUTSIDE]


@pytest.mark.django_db
def test_every_number_of_a_form_is_read_strictly(rf, clerk):
    request = rf.get("/")
    request.user = clerk

    loose = [
        f"{owner}: {name}"
        for model_admin in ours()
        for owner, form in forms_of(model_admin, request)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.IntegerField) and not isinstance(field, STRICT)
    ]

    assert not loose, "Take the admin from shop.common.admin.base: Python takes 1_0 for ten."


def test_every_page_says_a_refusal_on_its_form():
    assert [one for one in ours() if not isinstance(one, ModelAdmin)] == []


def test_only_one_module_takes_unfolds_own_admin():
    found = [
        f"{module}:{node.lineno}"
        for module in modules()
        if module.parts[-2:] != ("admin", "base.py")
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom) and node.module == "unfold.admin"
    ]

    refuse(found, "Take ModelAdmin and the inlines from shop.common.admin.base:")


def forms_of(model_admin: Any, request: Any) -> Iterator[tuple[str, Any]]:
    yield str(model_admin), model_admin.get_form(request)
    for inline in (kind(model_admin.model, admin.site) for kind in model_admin.inlines):
        yield str(inline), inline.get_formset(request).form


def test_pages_of_the_shop_read_no_numbers_by_the_fields_of_a_model():
    found = [
        f"{module}: {name}"
        for module in modules()
        if "views" in module.parts
        for name, thing in vars(import_module(".".join(module.with_suffix("").parts))).items()
        if isinstance(thing, type) and issubclass(thing, forms.ModelForm)
    ]

    refuse(found, "Declare the fields: a ModelForm reads numbers strictly in the back office only:")
