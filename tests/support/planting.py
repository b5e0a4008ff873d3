"""Writes attempts to run a script into every text of every row, past all forms and services.

What a person or an import may enter is decided at the door; that it stays a text is decided by the
pages. So the rows are changed where no door is. Rich text alone is cleaned first: its pages show it
as it is, and every door cleans it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models, transaction
from django.db.models import Field, Model
from django_prose_editor.fields import ProseEditorField

from shop.common.rich_text import clean_rich_text

APPS = (
    "catalog", "customers", "inventory", "logistics", "marketing", "payments", "orders",
    "analytics", "shop", "common",
)  # fmt: skip
# Words by which the shop finds and moves things, made by itself or checked by a list of its own.
_NAMES = {
    "number", "slug", "path", "reference", "currency", "language", "code_hash", "kind", "rule",
    "placement", "order_line", "province_code", "city_code", "district_code", "category_path",
    "name_index", "phone_index", "address_index", "password", "idempotency_key", "topic", "event",
    "subscriber", "gateway", "gateway_code", "provider", "channel", "delivery_method", "pinyin",
    "product_number", "product_numbers", "credentials", "from_state", "to_state",
}  # fmt: skip
_MODELS = {"common.Region", "common.Division", "common.PolicyValue", "common.OutboxEvent"}
_ENTERED = {"catalog.Qualification.number"}
CLEANED = {"marketing.ArticlePage.body"}


def plant(pieces: Sequence[str]) -> set[str]:
    """Write the pieces into every text; return the names of the fields that took them."""
    planted = set()
    for model in models_with_texts():
        for field in texts_of(model):
            name = f"{model._meta.label}.{field.name}"
            for row in model._base_manager.all():
                if _write(row, field, _text(pieces, field, row.pk, name)):
                    planted.add(name)
    return planted


def models_with_texts() -> Iterator[type[Model]]:
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if model._meta.label not in _MODELS and model._meta.managed:
                yield model


def texts_of(model: type[Model]) -> Iterator[Any]:
    for field in model._meta.local_concrete_fields:
        base = field.base_field if isinstance(field, ArrayField) else field
        is_text = isinstance(base, models.CharField | models.TextField | models.ImageField)
        is_name = field.name in _NAMES and f"{model._meta.label}.{field.name}" not in _ENTERED
        if is_text and not (base.choices or field.primary_key or is_name):
            yield field


def _text(pieces: Sequence[str], field: Any, key: object, name: str) -> object:
    """Join as many pieces as there is room for; a short field gets one that fits."""
    base = field.base_field if isinstance(field, ArrayField) else field
    room = base.max_length or 2000
    mark = f"{key}" if field.unique or field.remote_field else ""
    turn = sum(map(ord, name)) % len(pieces)
    text = ""
    for piece in [*pieces[turn:], *pieces[:turn]]:
        if len(text) + len(piece) + len(mark) <= room:
            text += piece
    if isinstance(base, ProseEditorField) or name in CLEANED:
        text = clean_rich_text(html=f"<p>{text}</p>", field=_rich_field())
    return [text] if isinstance(field, ArrayField) else text + mark


def _rich_field() -> Any:
    return apps.get_model("catalog", "Product")._meta.get_field("detail")


def _write(row: Model, field: "Field[Any, Any]", text: object) -> bool:
    """Change one row; False when the database itself refuses the text."""
    try:
        with transaction.atomic():
            return bool(type(row)._base_manager.filter(pk=row.pk).update(**{field.name: text}))
    except DatabaseError:
        return False
