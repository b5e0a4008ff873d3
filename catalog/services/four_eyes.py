"""Entering, checking and approving a product are different people's work, as far as operators want.

Called with the product locked.
"""

from catalog.errors import NeedsAnotherPerson, NotCheckedYet
from catalog.models import Product, ProductAuthor, ProductHistory
from catalog.policies import CatalogPolicies
from shop.common.actors import Actor
from shop.common.policies import policies


def refuse_own_check(*, product: Product, actor: Actor) -> None:
    """Refuse that somebody checks what he entered or changed. Raises NeedsAnotherPerson."""
    if policies(CatalogPolicies).checked_by != "anybody":
        _refuse(actor, _authors(product))


def refuse_own_approval(*, product: Product, actor: Actor) -> None:
    """Refuse an approval by who entered, changed or checked the product, or without a check.

    Raises NeedsAnotherPerson or NotCheckedYet.
    """
    rule = policies(CatalogPolicies).approved_by
    if rule == "anybody":
        return
    if rule == "another":
        _refuse(actor, _authors(product))
        return
    if product.checked_at is None:
        raise NotCheckedYet
    _refuse(actor, {*_authors(product), product.checked_by_id})


def _refuse(actor: Actor, others: set[int | None]) -> None:
    # A process answers for nothing, so it is never another person.
    if actor.user_id is None or actor.user_id in others:
        raise NeedsAnotherPerson


def _authors(product: Product) -> set[int | None]:
    """Return who entered the product, who submitted it and who changed it since its approval."""
    born = ProductHistory.objects.filter(product=product, axis="status", from_state="")
    changed = ProductAuthor.objects.filter(product=product)
    return {
        product.submitted_by_id,
        *born.values_list("actor_user_id", flat=True),
        *changed.values_list("user_id", flat=True),
    }
