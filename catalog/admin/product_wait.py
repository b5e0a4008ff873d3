"""What a product waits for, said above its form to whoever looks at it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalog.admin.steps import ProductStep
from catalog.models import Product
from catalog.selectors.content_marks import content_marks

Status = Product.Status
_ON_THE_SHELF = {"list", "pre-sale", "schedule"}


def is_as_approved(product: Product) -> bool:
    """Tell whether a product that was taken down could come back as it is."""
    if product.status != Status.TAKEN_DOWN:
        return True
    if product.complaints.open().exists():
        return False
    return content_marks([product.pk])[product.pk] == product.seen_content


def waits_for(product: Product, *, as_approved: bool) -> str:
    """Say who is next; nothing when nobody in particular is."""
    if product.status == Status.IN_CHECK and product.checked_at is None:
        return _("It waits for somebody who checks it and did not enter or change it.")
    if product.status == Status.IN_CHECK:
        return _("Checked by %(who)s. It waits for its approval.") % {"who": product.checked_by}
    if not as_approved:
        return _("It must be checked and approved again before it comes back: submit it for check.")
    return ""


def possible(steps: Sequence[ProductStep], *, as_approved: bool) -> list[ProductStep]:
    """Leave out the steps that would be refused."""
    return [step for step in steps if as_approved or step.name not in _ON_THE_SHELF]
