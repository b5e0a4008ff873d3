"""Addresses of the customer's pages."""

from django.urls import path

from customers.views import access, account, addresses

app_name = "customers"

urlpatterns = [
    path("login/", access.login_page, name="login"),
    path("login/password/", access.login_password, name="login-password"),
    path("login/code/", access.login_code, name="login-code"),
    path("register/", access.register, name="register"),
    path("logout/", access.log_out, name="logout"),
    path("account/", account.account_home, name="account-home"),
    path("account/profile/", account.profile, name="profile"),
    path("account/password/", account.password, name="password"),
    path("account/password/code/", account.password_code, name="password-code"),
    path("account/messages/", account.message_list, name="message-list"),
    path("account/messages/read/", account.message_read, name="message-read"),
    path("account/addresses/", addresses.address_list, name="address-list"),
    path("account/addresses/add/", addresses.address_add, name="address-add"),
    path("account/addresses/<int:address_id>/", addresses.address_edit, name="address-edit"),
    path(
        "account/addresses/<int:address_id>/delete/",
        addresses.address_delete,
        name="address-delete",
    ),
    path(
        "account/addresses/<int:address_id>/default/",
        addresses.address_default,
        name="address-default",
    ),
]
