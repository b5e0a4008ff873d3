"""What keeps a product from check, approval or shelf. Called with the product locked."""

from datetime import datetime

from django.utils import timezone

from catalog.errors import PreSaleTermsMissing, ProductNotComplete
from catalog.models import ListingStep, PreSaleTerms, Product
from catalog.selectors.completeness import missing_for_listing
from catalog.services.approval import refuse_unapproved
from catalog.services.claims import refuse_claims
from catalog.services.qualifications import refuse_unqualified

_STOCK = frozenset({ListingStep.Step.STOCK.value})


def refuse_incomplete(*, product: Product) -> None:
    """Refuse what lacks something but stock, which may come later. Raises ProductNotComplete."""
    _refuse_missing(product, _STOCK)


def refuse_unfit(*, product: Product) -> None:
    """Refuse what may not be approved. Raises NotReadyForListing."""
    _refuse_missing(product, _STOCK)
    refuse_claims(product=product)
    refuse_unqualified(product=product)


def refuse_unready(*, product: Product, pre_sale: bool, at: datetime | None = None) -> None:
    """Refuse what may not be listed, with stock or for pre-sale. Raises NotReadyForListing."""
    _refuse_missing(product, _STOCK if pre_sale else frozenset())
    refuse_unapproved(product=product)
    refuse_claims(product=product)
    refuse_unqualified(product=product, at=at)
    if pre_sale:
        _refuse_without_terms(product, at or timezone.now())


def _refuse_missing(product: Product, without: frozenset[str]) -> None:
    missing = missing_for_listing(product, timezone.now(), without=without)
    if missing:
        raise ProductNotComplete(missing)


def _refuse_without_terms(product: Product, at: datetime) -> None:
    if not PreSaleTerms.objects.filter(product=product, balance_until__gt=at).exists():
        raise PreSaleTermsMissing
