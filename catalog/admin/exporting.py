"""The actions of the product list that export what was chosen."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from catalog.exporters import GOODS_EXPORT
from shop.common.admin.export_jobs import Format, export_rows
from shop.common.http import SignedInRequest


@admin.action(description=_("Export for Excel"), permissions=["view"])
def export_goods(
    _model_admin: Any, request: SignedInRequest, queryset: QuerySet[Any]
) -> HttpResponseBase:
    return export_rows(request, GOODS_EXPORT.key, queryset)


@admin.action(description=_("Export as CSV"), permissions=["view"])
def export_goods_as_csv(
    _model_admin: Any, request: SignedInRequest, queryset: QuerySet[Any]
) -> HttpResponseBase:
    return export_rows(request, GOODS_EXPORT.key, queryset, Format.CSV)
