"""What a product still lacks in each of the five steps before a shopper may see it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from catalog.claim_finder import fold, passages
from catalog.models import ListingStep, Product
from catalog.policies import CatalogPolicies
from catalog.selectors.completeness_facts import Facts, facts_of
from catalog.types import Missing
from shop.common.policies import policies

Step = ListingStep.Step
Check = tuple[bool, StrOrPromise]
_SQUARE = 0.01  # by how much of its width a picture may be higher or lower


def missing_for_listing(
    product: Product, at: datetime, *, without: frozenset[str] = frozenset()
) -> list[StrOrPromise]:
    """Name what keeps the product from the shelf; nothing when it can be listed."""
    return [
        missing.name
        for missing in missing_in_steps(product, at)
        if not missing.only_advised and missing.step not in without
    ]


def missing_in_steps(product: Product, at: datetime) -> list[Missing]:
    """Return what is missing or advised in each step, in the order of work."""
    return missing_of_products([product], at)[product.pk]


def missing_of_products(products: Collection[Product], at: datetime) -> dict[int, list[Missing]]:
    """Return the same for many products in as many queries as for one.

    They come with their categories.
    """
    facts = facts_of(products, at)
    return {product.pk: list(_all_missing(product, facts[product.pk])) for product in products}


def _all_missing(product: Product, facts: Facts) -> Iterator[Missing]:
    yield from _information(product, facts)
    yield from _detail(product, facts)
    yield from _visuals(facts)
    yield from _missing(Step.STOCK, "stock", (facts.stock_is_entered, _("stock of every SKU")))
    yield from _attributes(facts)


def _information(product: Product, facts: Facts) -> Iterator[Missing]:
    step = Step.INFORMATION
    yield from _missing(step, "title", (bool(product.title.strip()), _("title")))
    if words := facts.core_words:
        title = fold(product.title)
        has_word = any(fold(word) in title for word in words)
        name = _("a core word in the title, such as %(words)s") % {"words": "、".join(words[:5])}
        yield from _missing(step, "title", (has_word, name))
    is_deep = product.category.depth > 1
    yield from _missing(step, "category", (is_deep, _("category of the second level")))
    yield from _missing(step, "owner", (product.owner_id is not None, _("responsible operator")))
    yield from _missing(step, "skus", (facts.sku_count > 0, _("a SKU")))
    is_priced = facts.priced_count == facts.sku_count
    yield from _missing(step, "skus", (is_priced, _("the price of every SKU")))
    yield from _advised(step, "brand", (product.brand_id is not None, _("brand")))


def _detail(product: Product, facts: Facts) -> Iterator[Missing]:
    step = Step.DETAIL
    least = policies(CatalogPolicies).least_detail_characters
    texts = passages(product.detail)
    yield from _missing(
        step,
        "selling_points",
        (bool(product.selling_points.strip()), _("introduction with the selling points")),
    )
    yield from _missing(
        step, "detail", (sum(map(len, texts)) >= least, _("text of the detail page"))
    )
    has_policy = bool(product.after_sale_policy.strip())
    yield from _missing(step, "after_sale_policy", (has_policy, _("after-sales policy")))
    shows = "<img" in product.detail or facts.has_detail_pictures
    yield from _advised(step, "detail", (shows, _("pictures on the detail page")))


def _visuals(facts: Facts) -> Iterator[Missing]:
    step = Step.VISUALS
    rules = policies(CatalogPolicies)
    side, main = rules.least_picture_side, facts.main_pictures
    name = _("at least %(count)s main pictures") % {"count": rules.least_main_pictures}
    yield from _missing(step, "pictures", (len(main) >= rules.least_main_pictures, name))
    is_large = all(min(picture.width, picture.height) >= side for picture in main)
    name = _("main pictures of at least %(side)s × %(side)s pixels") % {"side": side}
    yield from _missing(step, "pictures", (is_large, name))
    is_square = all(abs(one.width - one.height) <= one.width * _SQUARE for one in main)
    yield from _missing(step, "pictures", (is_square, _("main pictures as wide as high")))
    share = main[0].white_share if main else None
    is_white = share is None or share >= rules.least_white_share
    yield from _advised(
        step, "pictures", (is_white, _("a white background on the first main picture"))
    )


def _attributes(facts: Facts) -> Iterator[Missing]:
    step = Step.ATTRIBUTES
    is_weighed = not facts.has_unweighed
    yield from _missing(step, "skus", (is_weighed, _("weight and volume of every SKU")))
    for attribute in facts.unsaid_filters:
        yield from _missing(step, f"attribute_{attribute.pk}", (False, attribute.name))


def _missing(step: str, place: str, check: Check) -> Iterator[Missing]:
    is_there, name = check
    if not is_there:
        yield Missing(step=step, name=name, place=place)


def _advised(step: str, place: str, check: Check) -> Iterator[Missing]:
    is_there, name = check
    if not is_there:
        yield Missing(step=step, name=name, place=place, only_advised=True)
