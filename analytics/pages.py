"""The pages that steps of the funnel and reports speak of, by the names of their views."""

from django.utils.translation import gettext_lazy as _

HOME = "shop:home"
PRODUCT = "catalog:product-detail"
CATEGORY = "catalog:category-detail"
SEARCH = "catalog:search"
CART = "orders:cart-detail"
CART_ADD = "orders:cart-add"  # no page: something was put into a cart, kept beside the views
CHECKOUT = "orders:checkout"
# Pages that ask again by themselves while somebody waits, and those for machines.
NOT_COUNTED = {
    "payments:status", "payments:return", "shop:health", "shop:home-preview", "shop:favicon",
    "shop:robots", "shop:sitemap", "shop:sitemap-section",
}  # fmt: skip
# Only these addresses are kept as they were called; others name their rule, not an order's number.
PUBLIC = {"shop", "catalog", "marketing"}

# How people call what the facts name; a name that is not here is shown as it is.
LABELS = {
    "page": {
        HOME: _("home"),
        PRODUCT: _("product"),
        CATEGORY: _("category"),
        SEARCH: _("search"),
        CART: _("cart"),
        CHECKOUT: _("checkout"),
    },
    "source": {
        "": _("from page to page"),
        "direct": _("direct"),
        "search": _("search engine"),
        "social": _("social media"),
        "other": _("other site"),
    },
    "device": {"phone": _("phone"), "tablet": _("tablet"), "desktop": _("computer")},
}
