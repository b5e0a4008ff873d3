"""The steps of publishing a product."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.forms.steps import CheckForm, ScheduleForm
from catalog.models import Product
from catalog.policies import CatalogPolicies
from catalog.services import checking, publishing
from catalog.services.take_down import take_down
from shop.common.admin import steps
from shop.common.admin.steps import ReasonForm, Step
from shop.common.policies import policies

Status = Product.Status
ProductStep = Step[Product]


def _list_for_pre_sale(**arguments: Any) -> Product:
    return publishing.list_product(**arguments, pre_sale=True)


def _waits_for_check(product: Product) -> bool:
    return product.checked_at is None and policies(CatalogPolicies).approved_by == "third"


def _waits_for_approval(product: Product) -> bool:
    return product.checked_at is not None or policies(CatalogPolicies).approved_by != "third"


_TO_LIST = frozenset({Status.APPROVED, Status.SCHEDULED, Status.TAKEN_DOWN})

STEPS = (
    ProductStep(
        name="submit",
        label=_("Submit for check"),
        consequence=_("A second person checks the product before it can be listed."),
        permission="catalog.change_product",
        sources=frozenset({Status.DRAFT, Status.APPROVED, Status.TAKEN_DOWN}),
        run=checking.submit_for_check,
        icon="rule",
    ),
    ProductStep(
        name="check",
        label=_("Confirm the check"),
        consequence=_("You answer for what it says; a third person approves it."),
        permission="catalog.check_product",
        sources=frozenset({Status.IN_CHECK}),
        run=checking.confirm_check,
        form=CheckForm,
        icon="fact_check",
        applies=_waits_for_check,
    ),
    ProductStep(
        name="approve",
        label=_("Approve"),
        consequence=_("The product may be listed from now on."),
        permission="catalog.approve_product",
        sources=frozenset({Status.IN_CHECK}),
        run=checking.approve_product,
        applies=_waits_for_approval,
        icon="check",
    ),
    ProductStep(
        name="list",
        label=_("List now"),
        consequence=_("Shoppers see the product and can buy it at once."),
        permission="catalog.list_product",
        sources=_TO_LIST | {Status.PRE_SALE},
        run=publishing.list_product,
        icon="storefront",
    ),
    ProductStep(
        name="schedule",
        label=_("Schedule"),
        consequence=_("The product lists itself at this moment, to the minute."),
        permission="catalog.list_product",
        sources=frozenset({Status.APPROVED, Status.TAKEN_DOWN}),
        run=publishing.schedule_listing,
        form=ScheduleForm,
        icon="schedule",
    ),
    ProductStep(
        name="pre-sale",
        label=_("List for pre-sale"),
        consequence=_("Shoppers see the product, marked as pre-sale."),
        permission="catalog.list_product",
        sources=_TO_LIST | {Status.LISTED},
        run=_list_for_pre_sale,
        icon="event_upcoming",
    ),
    ProductStep(
        name="unschedule",
        label=_("Cancel the schedule"),
        consequence=_("The product stays approved and is not listed."),
        permission="catalog.list_product",
        sources=frozenset({Status.SCHEDULED}),
        run=publishing.cancel_schedule,
        icon="event_busy",
    ),
    ProductStep(
        name="take-down",
        label=_("Take down"),
        consequence=_("Shoppers cannot buy it any more; its page says so and leads on."),
        permission="catalog.list_product",
        sources=frozenset(Product.LIVE),
        run=take_down,
        form=ReasonForm,
        icon="visibility_off",
    ),
    ProductStep(
        name="return",
        label=_("Return to draft"),
        consequence=_("The author sees the reason and submits it again."),
        permission="catalog.check_product",
        sources=frozenset({Status.IN_CHECK, Status.APPROVED, Status.TAKEN_DOWN}),
        run=checking.return_to_draft,
        form=ReasonForm,
        icon="undo",
    ),
    ProductStep(
        name="delete",
        label=_("Delete"),
        consequence=_("The product is put away. Orders keep it, and it can be restored."),
        permission="catalog.delete_product",
        sources=frozenset({Status.DRAFT, Status.APPROVED, Status.SCHEDULED, Status.TAKEN_DOWN}),
        run=publishing.delete_product,
        icon="delete",
    ),
    ProductStep(
        name="restore",
        label=_("Restore"),
        consequence=_("The product comes back as a draft."),
        permission="catalog.delete_product",
        sources=frozenset({Status.DELETED}),
        run=publishing.restore_product,
        icon="restore_from_trash",
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(product: Product, user: Any) -> list[ProductStep]:
    """Return the steps that the product's state and the person's rights allow."""
    return steps.open_steps(STEPS, product, state=product.status, user=user)
