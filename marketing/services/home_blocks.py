"""The blocks of the home page as staff arrange them."""

from django.db import transaction

from catalog.selectors.shelves import known_numbers
from catalog.services.media_uses import note_uses
from catalog.types import place_of
from marketing.errors import GoodsUnknown
from marketing.models import HomeBlock
from shop.common.actors import Actor
from shop.common.rich_text import clean_rich_text, stored_names

Kind = HomeBlock.Kind
# What each kind uses; the rest is emptied, so that no setting is there which does nothing.
USES: dict[str, frozenset[str]] = {
    Kind.HERO: frozenset(),
    Kind.CATEGORIES: frozenset({"count"}),
    Kind.PROMISES: frozenset(),
    Kind.FLASH_SALE: frozenset(),
    Kind.RANKING: frozenset({"title", "count", "product_numbers"}),
    Kind.FLOOR: frozenset({"title", "category", "count", "product_numbers"}),
    Kind.PICTURES: frozenset({"title"}),
    Kind.NEW: frozenset({"title", "count", "product_numbers"}),
    Kind.ARTICLES: frozenset({"title", "count"}),
    Kind.FOR_YOU: frozenset({"title"}),
    Kind.TEXT: frozenset({"title", "text"}),
}
_EMPTY = {"title": "", "category": None, "count": None, "text": ""}


@transaction.atomic
def save_home_block(*, block: HomeBlock, actor: Actor) -> HomeBlock:
    """Save a block with what its kind uses. Whoever saves it answers for it if nobody does.

    Raises GoodsUnknown.
    """
    block.name_owner(actor.user_id)
    for name, empty in _EMPTY.items():
        if name not in USES[block.kind]:
            setattr(block, name, empty)
    if "product_numbers" not in USES[block.kind]:
        block.product_numbers = []
    block.product_numbers = list(dict.fromkeys(block.product_numbers))
    unknown = set(block.product_numbers) - known_numbers(block.product_numbers)
    if unknown:
        raise GoodsUnknown(unknown)
    block.text = clean_rich_text(html=block.text, field=HomeBlock.text.field)
    block.save()
    note_uses(place=place_of(block), title=str(block), names=stored_names(block.text))
    return block
