"""Addresses of the storefront's goods."""

from django.urls import path, register_converter

from catalog.views.brands import brand_detail, brand_list
from catalog.views.categories import category_detail, category_list
from catalog.views.converters import ProductNumber
from catalog.views.delivery import delivery_estimate
from catalog.views.product_pages import product_detail
from catalog.views.searches import search, search_rules, search_suggest
from shop.common.views.converters import ReadableSlug

app_name = "catalog"

register_converter(ProductNumber, "product_number")
register_converter(ReadableSlug, "readable")

urlpatterns = [
    path("categories/", category_list, name="category-list"),
    path("c/<readable:slug>/", category_detail, name="category-detail"),
    path("brands/", brand_list, name="brand-list"),
    path("b/<readable:slug>/", brand_detail, name="brand-detail"),
    path("search/", search, name="search"),
    path("search/suggest/", search_suggest, name="search-suggest"),
    path("search/rules/", search_rules, name="search-rules"),
    path("p/<str:slug>-<product_number:number>/", product_detail, name="product-detail"),
    path(
        "p/<str:slug>-<product_number:number>/delivery/",
        delivery_estimate,
        name="delivery-estimate",
    ),
]
