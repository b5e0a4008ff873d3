"""Addresses of paying."""

from django.urls import path

from payments.views import notifications, pay_pages, pay_results

app_name = "payments"

urlpatterns = [
    path("notify/<slug:gateway_code>/", notifications.notify, name="notify"),
    path("<str:reference>/", pay_pages.pay, name="pay"),
    path("<str:reference>/start/", pay_pages.start, name="start"),
    path("<str:reference>/departure/", pay_pages.pay_departure, name="pay-departure"),
    path("<str:reference>/return/", pay_results.pay_return, name="pay-return"),
    path("<str:reference>/status/", pay_results.status, name="status"),
]
