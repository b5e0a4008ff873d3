"""Addresses of what there is to read."""

from django.urls import path, register_converter

from marketing.views.articles import article_detail, article_list, help_detail, help_list
from shop.common.views.converters import ReadableSlug

app_name = "marketing"

register_converter(ReadableSlug, "readable_text")

urlpatterns = [
    path("articles/", article_list, name="article-list"),
    path("articles/<readable_text:slug>/", article_detail, name="article-detail"),
    path("help/", help_list, name="help-list"),
    path("help/<readable_text:slug>/", help_detail, name="help-detail"),
]
