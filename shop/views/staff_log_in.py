"""The way into the back office."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from customers.known_browsers import cookie_for


def staff_log_in(request: HttpRequest) -> HttpResponse:
    """Lead to the back office: without a goal the log-in would end in the shopper's account."""
    if request.method == "GET" and "next" not in request.GET:
        return redirect(f"{request.path}?next={reverse('admin:index')}")
    response = admin.site.login(request)
    if request.method == "POST" and request.user.is_authenticated:
        response.set_cookie(**cookie_for(request.user.pk))
    return response
