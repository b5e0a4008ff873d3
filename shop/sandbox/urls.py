"""Every address of the sandbox."""

from django.urls import path

from shop.sandbox import pages
from shop.sandbox.alipay import cashier, views
from shop.sandbox.control import alipay as alipay_control
from shop.sandbox.control import deliveries as deliveries_control
from shop.sandbox.control import faults as faults_control

urlpatterns = [
    path("", pages.entry, name="entry"),
    path("static/sandbox.css", pages.styles, name="styles"),
    # Alipay
    path("alipay/gateway.do", views.gateway, name="alipay-gateway"),
    path("alipay/cashier/<str:token>/", cashier.cashier, name="alipay-cashier"),
    path("alipay/cashier/<str:token>/pay/", cashier.cashier_pay, name="alipay-cashier-pay"),
    path("alipay/cashier/<str:token>/fail/", cashier.cashier_fail, name="alipay-cashier-fail"),
    path("alipay/cashier/<str:token>/close/", cashier.cashier_close, name="alipay-cashier-close"),
    path("alipay/books/", pages.alipay_books_page, name="alipay-books-page"),
    # Control door
    path("control/alipay/app", alipay_control.alipay_app, name="control-alipay-app"),
    path("control/alipay/books", alipay_control.alipay_books, name="control-alipay-books"),
    path("control/alipay/pay", alipay_control.alipay_pay, name="control-alipay-pay"),
    path("control/deliveries", deliveries_control.deliveries, name="control-deliveries"),
    path("control/faults", faults_control.faults, name="control-faults"),
    path("control/rules", faults_control.rules, name="control-rules"),
]
