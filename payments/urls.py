"""Addresses of paying."""

from django.urls import path

from payments.views import (
    code_pages,
    departure_pages,
    notifications,
    pay_pages,
    pay_results,
    payer_pages,
)

app_name = "payments"

urlpatterns = [
    path("notify/<slug:gateway_code>/", notifications.notify, name="notify"),
    path("<str:reference>/", pay_pages.pay, name="pay"),
    path("<str:reference>/code/send/", code_pages.code_send, name="code-send"),
    path("<str:reference>/code/", code_pages.code_confirm, name="code-confirm"),
    path("<str:reference>/start/", pay_pages.start, name="start"),
    path("<str:reference>/payer/", payer_pages.payer_return, name="payer-return"),
    path("<str:reference>/parts/", pay_pages.parts, name="parts"),
    path("<str:reference>/departure/", departure_pages.pay_departure, name="pay-departure"),
    path("<str:reference>/return/", pay_results.pay_return, name="pay-return"),
    path("<str:reference>/status/", pay_results.status, name="status"),
]
