"""A storefront of three pages, one of them for a product."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path


def page(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    return HttpResponse("<h1>开店</h1>")


def lost(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>404</h1>", status=404)


def answer(request: HttpRequest) -> JsonResponse:
    return JsonResponse({})


shop = [path("", page, name="home"), path("lost/", lost, name="lost"), path("x/", answer, name="x")]
catalog = [path("p/<str:slug>-<str:number>/", page, name="product-detail")]
orders = [path("account/orders/<str:number>/", page, name="order-detail")]
payments = [path("pay/<str:reference>/status/", page, name="status")]

urlpatterns = [
    path("", include((shop, "shop"))),
    path("", include((catalog, "catalog"))),
    path("", include((orders, "orders"))),
    path("", include((payments, "payments"))),
    path("admin/", admin.site.urls),
]
