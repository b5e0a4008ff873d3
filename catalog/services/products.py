"""Products as operators enter them; their states are moved by services.publishing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from catalog.claim_finder import ClaimFinder
from catalog.models import Product, ProductAttribute, ProductHistory
from catalog.selectors.content_check import CHECKED_FIELDS
from catalog.services.claim_flags import clear_claims_flag
from catalog.services.claims import refuse_new_claims
from catalog.services.content_changes import content_change
from catalog.services.detail_pages import clean_detail
from catalog.services.listing import refresh_listing
from catalog.services.media_uses import note_uses
from catalog.services.qualification_lock import hold_qualifications
from catalog.services.qualifications import refuse_unqualified
from catalog.services.tree_lock import hold_tree
from catalog.types import place_of
from shop.common.actors import Actor
from shop.common.rich_text import stored_names
from shop.common.transitions import record

_SLUG_LENGTH = 80


class ProductFields(TypedDict, total=False):
    """What is said of a product as a whole."""

    title: str
    slug: str
    selling_points: str
    category_id: int
    brand_id: int | None
    product_type_id: int
    detail: str
    after_sale_policy: str
    return_days: int
    warranty_months: int
    owner_id: int | None
    seo_title: str
    seo_description: str
    seo_keywords: str


class AttributeSaying(TypedDict, total=False):
    """What is said of a product under one attribute."""

    text: str
    number: Decimal | None
    value_ids: list[int]


@transaction.atomic
def create_product(
    *,
    actor: Actor,
    tag_ids: Iterable[int] = (),
    at: datetime | None = None,
    **fields: Unpack[ProductFields],
) -> Product:
    """Enter a product as a draft; its address is made of the title unless one is given."""
    hold_tree()
    moment = at or timezone.now()
    product = Product(**prepared(fields=fields), created_at=moment)
    product.slug = product.slug or address_of(title=product.title)
    product.save()
    product.tags.set(tag_ids)
    _note_shown(product, fields)
    record(
        product, history=ProductHistory, owner="product", axis="status",
        to_state=product.status, actor=actor, at=moment,
    )  # fmt: skip
    refresh_listing(product_ids=[product.pk])
    return product


@transaction.atomic
def update_product(
    *,
    product_id: int,
    actor: Actor,
    tag_ids: Iterable[int] | None = None,
    **fields: Unpack[ProductFields],
) -> Product:
    """Change what is said of a product; its listing row and search words follow at once.

    One that was approved and is not listed yet goes back to the check. Raises ClaimsNotAllowed,
    ProductNotComplete or QualificationMissing when it is listed and may not be so.
    """
    hold_tree()
    hold_qualifications()
    clean = prepared(fields=fields)
    _note_shown(Product(pk=product_id), clean)  # media are locked before products
    with content_change(product_ids=[product_id], actor=actor):
        product = Product.objects.get(pk=product_id)
        _say(product, clean)
        if tag_ids is not None:
            product.tags.set(tag_ids)
        clear_claims_flag(product=product)
        refresh_listing(product_ids=[product_id])
    return product


@transaction.atomic
def say_attributes(
    *, product_id: int, sayings: Mapping[int, AttributeSaying], actor: Actor
) -> None:
    """Say what holds under each attribute, by its id; those not named stay as they are."""
    with content_change(product_ids=[product_id], actor=actor):
        for attribute_id, saying in sorted(sayings.items()):
            row, _created = ProductAttribute.objects.update_or_create(
                product_id=product_id,
                attribute_id=attribute_id,
                defaults={"text": saying.get("text", ""), "number": saying.get("number")},
            )
            row.values.set(saying.get("value_ids", []))
        refresh_listing(product_ids=[product_id])


def _say(product: Product, fields: ProductFields) -> None:
    refuse_changed_claims(product=product, fields=fields)
    was_category = product.category_id
    for name, value in fields.items():
        setattr(product, name, value)
    if product.is_live and product.category_id != was_category:
        refuse_unqualified(product=product)
    product.slug = product.slug or address_of(title=product.title)
    product.save()


def _note_shown(product: Product, fields: ProductFields) -> None:
    if "detail" in fields:
        title = fields.get("title") or product.title
        note_uses(place=place_of(product), title=title, names=stored_names(fields["detail"]))


def address_of(*, title: str) -> str:
    """Make the readable part of a product's address."""
    return slugify(title, allow_unicode=True)[:_SLUG_LENGTH].strip("-") or "p"


def refuse_changed_claims(
    *, product: Product, fields: ProductFields, finder: ClaimFinder | None = None
) -> None:
    """Raise ClaimsNotAllowed when a listed product would say what the law forbids.

    Who asks for many products hands in one `finder` for all.
    """
    texts = {name: str(value) for name, value in fields.items() if name in CHECKED_FIELDS}
    if product.is_live and texts:
        refuse_new_claims(product=product, texts=texts, finder=finder)


def prepared(*, fields: ProductFields) -> ProductFields:
    """Clean what is said of a product; every way of saying it comes through here."""
    if "detail" in fields:
        fields["detail"] = clean_detail(html=fields["detail"])
    return fields
