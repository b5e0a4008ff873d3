"""Addresses of lists without the fields that nobody filled in: forms send every field."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django_htmx.http import push_url

from shop.common.http import ShopRequest

View = Callable[..., HttpResponse]


def without_empty_fields(view: View) -> View:
    """Lead an address with empty fields to its clean one; tell htmx to show the clean one."""

    @wraps(view)
    def answer(request: ShopRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        filled = _filled(request.GET)
        if filled == request.GET:
            return view(request, *args, **kwargs)
        address = f"{request.path}?{filled.urlencode()}" if filled else request.path
        if request.htmx:
            return push_url(view(request, *args, **kwargs), address)
        return redirect(address)

    return answer


def _filled(parameters: QueryDict) -> QueryDict:
    filled = QueryDict(mutable=True)
    for name, values in parameters.lists():
        if any(values):
            filled.setlist(name, [value for value in values if value])
    return filled
