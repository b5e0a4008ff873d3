"""The pages that steps of the funnel and reports speak of, by the names of their views."""

HOME = "shop:home"
PRODUCT = "catalog:product-detail"
CATEGORY = "catalog:category-detail"
SEARCH = "catalog:search"
CART = "orders:cart-detail"
CHECKOUT = "orders:checkout"
# Pages that ask again by themselves while somebody waits, and those for machines.
NOT_COUNTED = {"payments:status", "payments:return", "shop:health"}
# Only these addresses are kept as they were called; others name their rule, not an order's number.
PUBLIC = {"shop", "catalog"}
