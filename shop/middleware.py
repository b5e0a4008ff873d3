"""Middleware of the shop."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def unavailable(get_response: GetResponse) -> GetResponse:
    return get_response


def domain_errors(get_response: GetResponse) -> GetResponse:
    return get_response
