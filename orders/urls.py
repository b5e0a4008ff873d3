"""Addresses of cart, checkout and the customer's orders."""

from django.urls import path

from orders.views import (
    account_pages,
    cart_pages,
    checkout_pages,
    favourite_pages,
    review_pages,
)

app_name = "orders"

urlpatterns = [
    path("cart/", cart_pages.cart_detail, name="cart-detail"),
    path("cart/peek/", cart_pages.cart_peek, name="cart-peek"),
    path("cart/add/", cart_pages.cart_add, name="cart-add"),
    path("cart/lines/<int:line_id>/change/", cart_pages.cart_change, name="cart-change"),
    path("cart/lines/<int:line_id>/remove/", cart_pages.cart_remove, name="cart-remove"),
    path("cart/restore/<str:sealed>/", cart_pages.cart_restore, name="cart-restore"),
    path("cart/clear/", cart_pages.cart_clear, name="cart-clear"),
    path("cart/select/", cart_pages.cart_select, name="cart-select"),
    path("checkout/", checkout_pages.checkout, name="checkout"),
    path("checkout/quote/", checkout_pages.checkout_quote, name="checkout-quote"),
    path("checkout/place/", checkout_pages.order_place, name="order-place"),
    path("account/orders/", account_pages.order_list, name="order-list"),
    path("account/orders/<str:number>/", account_pages.order_detail, name="order-detail"),
    path("account/orders/<str:number>/cancel/", account_pages.order_cancel, name="order-cancel"),
    path("account/orders/<str:number>/receive/", account_pages.order_receive, name="order-receive"),
    path("account/orders/<str:number>/track/", account_pages.order_track, name="order-track"),
    path(
        "account/orders/<str:number>/lines/<int:line_id>/review/",
        review_pages.review_add,
        name="review-add",
    ),
    path(
        "account/favourites/<str:number>/move/",
        favourite_pages.favourite_move,
        name="favourite-move",
    ),
]
