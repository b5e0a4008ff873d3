"""What a product still lacks before a shopper may see it."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductPicture, Sku
from catalog.selectors.prices import current_prices


def missing_for_listing(product: Product, at: datetime) -> list[str | Promise]:
    """Name what is missing; nothing when the product can be listed."""
    sku_ids = list(Sku.objects.active().filter(product=product).values_list("pk", flat=True))
    pictures = ProductPicture.objects.filter(product=product, role=ProductPicture.Role.MAIN)
    checks: list[tuple[bool, str | Promise]] = [
        (bool(product.title.strip()), _("title")),
        (product.category.depth > 1, _("category of the second level")),
        (bool(current_prices(sku_ids, at)), _("a SKU with a price")),
        (pictures.exists(), _("a main picture")),
    ]
    return [name for is_there, name in checks if not is_there]
