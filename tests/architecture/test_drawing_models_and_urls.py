from collections import defaultdict

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.conftest import APPS, refuse

FLOORS = {
    "common": 0,
    "customers": 1,
    "catalog": 1,
    "inventory": 2,
    "logistics": 3,
    "marketing": 3,
    "payments": 3,
    "orders": 4,
    "analytics": 5,
    "shop": 5,
}
# `login` and `logout` would hide Django's functions of the same name.
OTHER_VIEW_NAMES = {"customers:login": "login_page", "customers:logout": "log_out"}


def own_models():
    return [model for app in (*APPS, "common") for model in apps.get_app_config(app).get_models()]


def goes_down(source, target):
    here, there = source._meta.app_label, target._meta.app_label
    if here == there or target._meta.label == settings.AUTH_USER_MODEL:
        return True
    return there not in FLOORS or FLOORS[there] < FLOORS[here]


def addresses(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            yield from addresses(entry, ":".join(filter(None, [namespace, entry.namespace])))
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}:{entry.name}" if namespace else entry.name, entry.callback


def is_named_like(view, names):
    plain = {name.rpartition(":")[2].replace("-", "_") for name in names}
    return view.__name__ in plain | {OTHER_VIEW_NAMES.get(name) for name in names}


def test_every_model_has_a_name_to_be_read():
    nameless = [
        model._meta.label for model in own_models() if model.__str__ is models.Model.__str__
    ]

    refuse(sorted(nameless), "Write __str__ for these models:")


def test_foreign_keys_go_down():
    findings = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model and not goes_down(model, field.related_model)
    ]

    refuse(findings, "Replace these upward or sideways keys by a reference or an event:")


def test_a_view_is_named_like_its_address():
    names = defaultdict(set)
    for name, view in addresses(get_resolver()):
        if view.__module__.split(".")[0] in APPS:
            names[view].add(name)

    findings = [
        f"{view.__module__}.{view.__name__}: {', '.join(sorted(known))}"
        for view, known in names.items()
        if not is_named_like(view, known)
    ]

    refuse(findings, "Give these views the name of their address (dashes as underscores):")
