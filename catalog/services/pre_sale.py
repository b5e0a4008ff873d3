"""The terms of a pre-sale."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction

from catalog.errors import PreSaleTermsNotPossible
from catalog.models import Listing, PreSaleTerms
from catalog.services.content_changes import price_change
from shop.common.actors import Actor
from shop.common.money import ZERO


class TermsFields(TypedDict):
    deposit: Decimal
    balance_from: datetime
    balance_until: datetime
    ships_by: date | None
    ships_within_days: int | None


@transaction.atomic
def save_pre_sale_terms(
    *, product_id: int, actor: Actor, **fields: Unpack[TermsFields]
) -> PreSaleTerms:
    """Say what a shopper agrees to who buys before the goods are there.

    Raises PreSaleTermsNotPossible.
    """
    with price_change(product_ids=[product_id], actor=actor):
        _refuse_contradictions(product_id, fields)
        terms, _created = PreSaleTerms.objects.update_or_create(
            product_id=product_id, defaults=fields
        )
    return terms


def _refuse_contradictions(product_id: int, fields: TermsFields) -> None:
    lowest = Listing.objects.values_list("lowest_price", flat=True).get(pk=product_id)
    is_deposit = fields["deposit"] > ZERO and (lowest is None or fields["deposit"] < lowest)
    has_time = fields["balance_from"] < fields["balance_until"]
    one_rule = (fields["ships_by"] is None) != (fields["ships_within_days"] is None)
    in_order = fields["ships_by"] is None or fields["ships_by"] >= fields["balance_from"].date()
    if not (is_deposit and has_time and one_rule and in_order):
        raise PreSaleTermsNotPossible
