"""The category tree. Every write takes the lock of the tree first."""

from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.errors import CategoryInUse, CategoryMoveNotPossible, MoveNeedsDocuments
from catalog.models import Category, Product
from catalog.selectors.categories import forget_navigation
from catalog.selectors.qualifications import unqualified_products
from catalog.services.listing import refresh_listing
from catalog.services.media_placing import place_picture
from catalog.services.media_uses import forget_uses, note_uses
from catalog.services.qualification_lock import lock_qualifications
from catalog.services.tree_lock import lock_tree
from catalog.types import place_of
from shop.common.actors import Actor
from shop.common.services.slug_redirects import follow_slug

EDITABLE = frozenset(
    {
        "name", "slug", "core_words", "picture", "is_visible", "seo_title", "seo_description",
        "seo_keywords",
    }
)  # fmt: skip
REDIRECTS = "category"


@transaction.atomic
def add_category(
    *, name: str, slug: str, actor: Actor, parent_id: int | None = None, **fields: Any
) -> Category:
    """Add a category at the end of its level."""
    del actor  # field changes by staff are kept by auditlog
    lock_tree()
    values = _allowed({"name": name, "slug": slug, **fields})
    category: Category
    if parent_id is None:
        category = Category.objects.add_root(values)
    else:
        category = Category.objects.add_child(Category.objects.get(pk=parent_id), values)
    follow_slug(kind=REDIRECTS, target_id=category.pk, old="", new=category.slug)
    transaction.on_commit(forget_navigation)
    return category


@transaction.atomic
def update_category(*, category_id: int, actor: Actor, **fields: Any) -> Category:
    """Change what is said of a category; a new name is found by searches at once."""
    del actor
    lock_tree()
    category: Category = Category.objects.get(pk=category_id)
    was_named, was_at = category.name, category.slug
    for name, value in _allowed(fields).items():
        setattr(category, name, value)
    category.save()
    follow_slug(kind=REDIRECTS, target_id=category.pk, old=was_at, new=category.slug)
    if category.name != was_named:
        _refresh_goods_below(category)
    transaction.on_commit(forget_navigation)
    return category


def set_category_picture(*, category_id: int, file: IO[bytes] | None, actor: Actor) -> None:
    """Show a category by a picture, or (None) by that of what it sells most."""
    category = Category.objects.get(pk=category_id)
    shown = ""
    if file:
        shown = place_picture(
            file=file,
            name=getattr(file, "name", None) or "",
            words=category.name,
            folder=_("Categories"),
            actor=actor,
        ).shown
    note_uses(place=place_of(category), title=category.name, names=[shown])
    update_category(category_id=category_id, picture=shown, actor=actor)


@transaction.atomic
def move_category(*, category_id: int, target_id: int | None, position: str, actor: Actor) -> None:
    """Move a category with all below it; `position` is treebeard's, such as "first-child".

    Without a target it becomes the last of the roots. Raises CategoryMoveNotPossible, or
    MoveNeedsDocuments when goods on sale would lack what the new place requires.
    """
    del actor
    lock_tree()
    lock_qualifications()  # nothing is being listed there meanwhile
    category = Category.objects.get(pk=category_id)
    if target_id is None:
        target, position = Category.objects.get_root_nodes().last(), "last-sibling"
    else:
        target = Category.objects.get(pk=target_id)
    if target.path.startswith(category.path):
        if target.pk == category.pk:
            return
        raise CategoryMoveNotPossible
    Category.objects.move(category, target, position)
    _refuse_unqualified_below(category_id)
    _refresh_goods_below(None)
    transaction.on_commit(forget_navigation)


@transaction.atomic
def delete_category(*, category_id: int, actor: Actor) -> None:
    """Delete a category and those below it. Raises CategoryInUse when goods hang there."""
    del actor
    lock_tree()
    category = Category.objects.get(pk=category_id)
    if Product.objects.filter(category__path__startswith=category.path).exists():
        raise CategoryInUse
    forget_uses(place=place_of(category))
    category.delete()
    transaction.on_commit(forget_navigation)


def _refuse_unqualified_below(category_id: int) -> None:
    path = Category.objects.values_list("path", flat=True).get(pk=category_id)
    lacking = Product.objects.filter(pk__in=unqualified_products(timezone.localdate()))
    below = lacking.filter(category__path__startswith=path).order_by("pk")
    if numbers := list(below.values_list("number", flat=True)):
        raise MoveNeedsDocuments(numbers)


def _allowed(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not fields of a category: {sorted(unknown)}")
    return fields


def _refresh_goods_below(category: Category | None) -> None:
    """Give the listing rows their new paths and words; all of them when siblings moved along."""
    goods = Product.objects.all()
    if category is not None:
        goods = goods.filter(category__path__startswith=category.path)
    refresh_listing(product_ids=list(goods.values_list("pk", flat=True)))
