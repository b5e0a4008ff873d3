"""What a product still lacks in each of the five steps before a shopper may see it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from catalog.claim_finder import fold, passages
from catalog.models import (
    Attribute,
    Category,
    ListingStep,
    Product,
    ProductAttribute,
    ProductPicture,
    Sku,
)
from catalog.policies import CatalogPolicies
from catalog.selectors.prices import current_prices
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
    return [
        *_information(product, at),
        *_detail(product),
        *_visuals(product),
        *_stock(product),
        *_attributes(product),
    ]


def core_words(category: Category) -> list[str]:
    """Return the words of a category, or of the nearest one above it that has any."""
    step = Category.steplen
    paths = [category.path[:end] for end in range(step, len(category.path) + 1, step)]
    above = Category.objects.filter(path__in=paths).exclude(core_words="").order_by("-depth")
    words = above.values_list("core_words", flat=True).first() or ""
    return words.replace("，", " ").replace("、", " ").replace(",", " ").split()


def _information(product: Product, at: datetime) -> Iterator[Missing]:
    step = Step.INFORMATION
    yield from _missing(step, "title", (bool(product.title.strip()), _("title")))
    if words := core_words(product.category):
        title = fold(product.title)
        has_word = any(fold(word) in title for word in words)
        name = _("a core word in the title, such as %(words)s") % {"words": "、".join(words[:5])}
        yield from _missing(step, "title", (has_word, name))
    is_deep = product.category.depth > 1
    yield from _missing(step, "category", (is_deep, _("category of the second level")))
    yield from _missing(step, "owner", (product.owner_id is not None, _("responsible operator")))
    skus = list(Sku.objects.active().filter(product=product).values_list("pk", flat=True))
    priced = current_prices(skus, at)
    yield from _missing(step, "skus", (bool(skus), _("a SKU")))
    yield from _missing(step, "skus", (len(priced) == len(skus), _("the price of every SKU")))
    yield from _advised(step, "brand", (product.brand_id is not None, _("brand")))


def _detail(product: Product) -> Iterator[Missing]:
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
    shows = "<img" in product.detail or _pictures(product).filter(role="detail").exists()
    yield from _advised(step, "detail", (shows, _("pictures on the detail page")))


def _visuals(product: Product) -> Iterator[Missing]:
    step = Step.VISUALS
    rules = policies(CatalogPolicies)
    side = rules.least_picture_side
    main = list(_pictures(product).filter(role=ProductPicture.Role.MAIN).order_by("position", "pk"))
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


def _stock(product: Product) -> Iterator[Missing]:
    """Inventory says by a call that the stock was entered; catalog cannot look at it."""
    is_entered = ListingStep.objects.filter(product=product, step=Step.STOCK).exists()
    yield from _missing(Step.STOCK, "stock", (is_entered, _("stock of every SKU")))


def _attributes(product: Product) -> Iterator[Missing]:
    step = Step.ATTRIBUTES
    skus = Sku.objects.active().filter(product=product)
    unweighed = skus.filter(Q(weight_grams=0) | Q(volume_cm3=0)).exists()
    yield from _missing(step, "skus", (not unweighed, _("weight and volume of every SKU")))
    for attribute in _unsaid_filters(product):
        yield from _missing(step, f"attribute_{attribute.pk}", (False, attribute.name))


def _unsaid_filters(product: Product) -> list[Attribute]:
    said = ProductAttribute.objects.filter(product=product).filter(
        ~Q(text="") | Q(number__isnull=False) | Q(values__isnull=False)
    )
    filters = Attribute.objects.filter(
        product_type_id=product.product_type_id, is_filter=True, makes_skus=False
    )
    return list(filters.exclude(pk__in=said.values("attribute")).order_by("position", "pk"))


def _pictures(product: Product) -> QuerySet[ProductPicture]:
    return ProductPicture.objects.filter(product=product)


def _missing(step: str, place: str, check: Check) -> Iterator[Missing]:
    is_there, name = check
    if not is_there:
        yield Missing(step=step, name=name, place=place)


def _advised(step: str, place: str, check: Check) -> Iterator[Missing]:
    is_there, name = check
    if not is_there:
        yield Missing(step=step, name=name, place=place, only_advised=True)
