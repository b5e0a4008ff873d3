"""Holding a product while what was typed about it is compared with what is stored."""

from catalog.models import Product
from catalog.services.qualification_lock import hold_qualifications
from catalog.services.tree_lock import hold_tree


def hold_for_edit(*, product_id: int) -> None:
    """Let nobody else change a product until the caller's transaction ends.

    Takes the locks in the order in which update_product will want them.
    """
    hold_tree()
    hold_qualifications()
    Product.objects.lock(product_id)
