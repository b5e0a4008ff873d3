"""Whose back office this is."""

from django.http import HttpRequest

from shop.selectors import site_settings


def shop_name(_request: HttpRequest) -> str:
    return site_settings().shop_name
