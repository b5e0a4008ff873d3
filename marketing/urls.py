"""Addresses of what there is to read, of favourites, reviews and comparing."""

from django.urls import path, register_converter

from marketing.views import comparing, favourites, personal, reviews
from marketing.views.articles import article_detail, article_list, help_detail, help_list
from shop.common.views.converters import ReadableSlug

app_name = "marketing"

register_converter(ReadableSlug, "readable_text")

urlpatterns = [
    path("articles/", article_list, name="article-list"),
    path("articles/<readable_text:slug>/", article_detail, name="article-detail"),
    path("help/", help_list, name="help-list"),
    path("help/<readable_text:slug>/", help_detail, name="help-detail"),
    path("account/favourites/", favourites.favourite_list, name="favourite-list"),
    path("favourites/add/", favourites.favourite_add, name="favourite-add"),
    path("favourites/remove/", favourites.favourite_remove, name="favourite-remove"),
    path("favourites/resume/", favourites.favourite_resume, name="favourite-resume"),
    path(
        "favourites/restore/<str:sealed>/",
        favourites.favourite_restore,
        name="favourite-restore",
    ),
    path("reviews/<str:number>/", reviews.review_list, name="review-list"),
    path("for-you/", personal.for_you, name="for-you"),
    path("for-you/switch/", personal.for_you_switch, name="for-you-switch"),
    path("mine/<str:number>/", personal.product_mine, name="product-mine"),
    path("compare/", comparing.compare_detail, name="compare-detail"),
    path("compare/add/", comparing.compare_add, name="compare-add"),
    path("compare/remove/", comparing.compare_remove, name="compare-remove"),
    path("compare/clear/", comparing.compare_clear, name="compare-clear"),
]
