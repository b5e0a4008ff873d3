"""Values of catalog that cross its border."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Model
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class SkuPriceView:
    """What a SKU costs at a moment, and from when to when its prices are valid.

    The list price is there only when it is above the selling price.
    """

    sale: Decimal
    list_price: Decimal | None
    valid_from: datetime
    valid_to: datetime | None
    listed_from: datetime | None = None
    listed_to: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value of a dimension, such as blue."""

    value_id: int
    name: str
    swatch: str
    picture: str


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One attribute that tells the SKUs apart, with its values in order."""

    code: str
    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class SkuChoice:
    """A SKU as the page offers it; `values` are value ids by attribute code."""

    sku_id: int
    code: str
    name: str
    barcode: str
    weight_grams: int
    volume_cm3: int
    values: dict[str, int]
    price: SkuPriceView | None


@dataclass(frozen=True, kw_only=True)
class PagePicture:
    """A picture of a product; `value_id` says which colour it shows."""

    name: str
    alt: str
    value_id: int | None
    is_detail: bool


@dataclass(frozen=True, kw_only=True)
class PageVideo:
    """The video of a product: where its files are, the smaller height first."""

    poster: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One line of the parameters of a product."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One of the goods compared; `said` is what is known of it, by the name of the attribute."""

    product_id: int
    brand: str
    said: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SkuCard:
    """What carts, orders and shipments show of a SKU and copy from it."""

    sku_id: int
    product_id: int
    product_number: str
    code: str
    title: str
    name: str
    picture: str
    url: str
    weight_grams: int
    volume_cm3: int
    is_on_sale: bool
    owner_id: int | None
    return_days: int
    is_sold_everywhere: bool = True


@dataclass(frozen=True)
class Span:
    """A stretch of prices or numbers, from (included) to below; None is open."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ListingQuery:
    """What a shopper asked a list for; `values` are ids of attribute values by attribute code.

    `of_brand_id` is not a filter to be taken back: the whole page is about that brand.

    Choices inside one facet add up, facets narrow each other. `lowest` and `highest` are typed
    prices, both included.
    """

    text: str = ""
    category_path: str = ""
    of_brand_id: int | None = None
    brand_ids: tuple[int, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    prices: tuple[Span, ...] = ()
    in_stock: bool = False
    tags: tuple[str, ...] = ()
    values: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Say whether a filter is chosen; words, category, brand page and order are none."""
        typed = self.lowest is not None or self.highest is not None
        chosen = (self.brand_ids, self.prices, self.tags, self.values, self.numbers)
        return typed or self.in_stock or any(chosen)


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """One value to filter by; `ids` are several where product types share a value by name."""

    ids: tuple[int, ...]
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One attribute to filter by, with how many goods each value would leave."""

    code: str
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, kw_only=True)
class Band:
    """A stretch of prices or numbers with how many goods lie in it."""

    span: Span
    count: int


@dataclass(frozen=True, kw_only=True)
class NumberFacet:
    """One attribute in numbers to filter by."""

    code: str
    name: str
    unit: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What a list can be narrowed by.

    Counting stops at a limit: with `is_capped` the total is "at least", with `counts_are_least` the
    other counts are. `has_any`: there are goods before any filter. `ranked`: ids of a page by
    relevance. `nearest`: the words of the catalogue nearest to those that find nothing.
    """

    total: int = 0
    is_capped: bool = False
    counts_are_least: bool = False
    has_any: bool = False
    in_stock: int = 0
    brands: tuple[FacetValue, ...] = ()
    tags: tuple[FacetValue, ...] = ()
    prices: tuple[Band, ...] = ()
    attributes: tuple[Facet, ...] = ()
    numbers: tuple[NumberFacet, ...] = ()
    counts_by_path: Mapping[str, int] = field(default_factory=dict)
    names_of_values: Mapping[int, str] = field(default_factory=dict)
    names_of_attributes: Mapping[str, str] = field(default_factory=dict)
    names_of_brands: Mapping[int, str] = field(default_factory=dict)
    ranked: tuple[int, ...] = ()
    nearest: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """The texts of a product that searches look at; `numbers`: product number, SKUs, barcodes."""

    title: str
    brand: str
    numbers: str
    categories: str
    attributes: str
    selling_points: str
    tags: str


@dataclass(frozen=True, kw_only=True)
class SalesArea:
    """Where a product is sold: everywhere, only in some regions (by code), or all but these."""

    scope: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Something that a step of listing lacks; `place` is the field or part of the form to mend it.

    What is `only_advised` keeps no product from the shelf.
    """

    step: str
    name: StrOrPromise
    place: str
    only_advised: bool = False


@dataclass(frozen=True, kw_only=True)
class RiskyWord:
    """A word that content may not hold (`blocks`) or had better not."""

    word: str
    kind: str
    blocks: bool


@dataclass(frozen=True, kw_only=True)
class ClaimFinding:
    """A risky word in a text of a product; `passage` counts the paragraphs of a rich text."""

    field: str
    passage: int
    start: int
    end: int
    written: str
    claim: RiskyWord
    is_waived: bool = False

    @property
    def blocks(self) -> bool:
        return self.claim.blocks and not self.is_waived


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph with its risky words, cut into pieces; harmless pieces have no finding."""

    pieces: tuple[tuple[str, ClaimFinding | None], ...]


@dataclass(frozen=True, kw_only=True)
class ContentReport:
    """What the content check found in a product, with the passages by field to show it in place."""

    findings: tuple[ClaimFinding, ...] = ()
    passages: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)

    @property
    def blocking(self) -> list[ClaimFinding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[ClaimFinding]:
        return [finding for finding in self.findings if not finding.blocks]


def place_of(row: Model) -> str:
    """Name a row of any app as a place where media are shown, such as `marketing.banner:12`."""
    return f"{type(row)._meta.label_lower}:{row.pk}"  # noqa: SLF001  a model's public face
