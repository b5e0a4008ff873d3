"""Fields of the back office whose choices are looked up while typing."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.http import HttpRequest

from shop.common.typed_numbers import whole_number


def _is_key(value: object) -> bool:
    return whole_number(str(value)) is not None


class _KnownKeys(AutocompleteMixin):
    """Asks the database for keys alone: Django's own answers other input with an error page."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        keys = [one for one in value if _is_key(one)]
        return super().optgroups(name, keys, attr)


class ChoiceLookup(_KnownKeys, AutocompleteSelect):
    pass


class ChoicesLookup(_KnownKeys, AutocompleteSelectMultiple):
    pass


class LooksUpChoices:
    """An admin whose `autocomplete_fields` show a form error for what is no choice."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= self._lookup(ChoiceLookup, db_field, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin beside it

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= self._lookup(ChoicesLookup, db_field, request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin beside it

    def _lookup(self, widget: Any, db_field: Any, request: HttpRequest) -> dict[str, Any]:
        admin: Any = self
        if db_field.name not in admin.get_autocomplete_fields(request):
            return {}
        return {"widget": widget(db_field, admin.admin_site)}
