"""Addresses of shop.common."""

from django.urls import path

from shop.common.views.regions import region_children

app_name = "common"

urlpatterns = [
    path("regions/", region_children, name="region-list"),
    path("regions/<str:code>/", region_children, name="region-children"),
]
