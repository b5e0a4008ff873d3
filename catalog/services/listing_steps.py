"""Recording who did which of the five steps of listing, and when."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import ListingStep, Product
from catalog.selectors.completeness import missing_in_steps
from shop.common.actors import Actor

Step = ListingStep.Step
_SEEN_FROM_HERE = frozenset(Step.values) - {Step.STOCK}


@transaction.atomic
def record_steps(*, product_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Note as done by `actor` the steps that are complete now; open those that are not any more.

    A step that was done stays whose it was. Stock is entered in inventory, which tells us.
    """
    product = Product.objects.select_related("category").get(pk=product_id)
    moment = at or timezone.now()
    lacking = {
        missing.step for missing in missing_in_steps(product, moment) if not missing.only_advised
    }
    ListingStep.objects.filter(product=product, step__in=lacking & _SEEN_FROM_HERE).delete()
    _record([product_id], sorted(_SEEN_FROM_HERE - lacking), actor, moment)


@transaction.atomic
def record_stock_entered(
    *, product_ids: Iterable[int], actor: Actor, at: datetime | None = None
) -> None:
    """Note that the stock of every SKU of the products was entered. Called by inventory."""
    _record(product_ids, [Step.STOCK], actor, at or timezone.now())


def reopen_stock(*, product_ids: Iterable[int]) -> None:
    """Open the step of stock for products that got SKUs: nobody has entered theirs."""
    steps = ListingStep.objects.filter(step=Step.STOCK)
    steps.filter(product__among=list(product_ids)).delete()


def _record(product_ids: Iterable[int], steps: Iterable[str], actor: Actor, at: datetime) -> None:
    known = list(steps)
    ListingStep.objects.bulk_create(
        (
            ListingStep(
                product_id=product_id,
                step=step,
                done_by_id=actor.user_id,
                done_by_process=actor.process,
                done_at=at,
            )
            for product_id in sorted(product_ids)
            for step in known
        ),
        ignore_conflicts=True,
    )
