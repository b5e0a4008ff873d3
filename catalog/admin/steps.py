"""The steps of publishing as buttons: each opens a page that says its consequence, then posts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import PermissionsMixin
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from catalog.forms.steps import CheckForm, ReasonForm, ScheduleForm, StepForm
from catalog.models import Product
from catalog.policies import CatalogPolicies
from catalog.services import checking, publishing
from catalog.services.take_down import take_down
from shop.common.actors import Actor
from shop.common.policies import policies

Status = Product.Status
Run = Callable[..., Product]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: where it starts from, who may take it, what it asks for and what it brings."""

    name: str
    label: StrOrPromise
    consequence: StrOrPromise
    permission: str
    sources: frozenset[str]
    run: Run
    form: type[StepForm] = StepForm
    icon: str = "arrow_forward"
    applies: Callable[[Product], bool] = lambda _product: True

    def is_open_to(self, user: PermissionsMixin) -> bool:
        return user.has_perm(f"catalog.{self.permission}")

    def take(self, *, product_id: int, actor: Actor, answers: dict[str, Any]) -> Product:
        return self.run(product_id=product_id, actor=actor, **answers)


def _list_for_pre_sale(**arguments: Any) -> Product:
    return publishing.list_product(**arguments, pre_sale=True)


def _waits_for_check(product: Product) -> bool:
    return product.checked_at is None and policies(CatalogPolicies).approved_by == "third"


def _waits_for_approval(product: Product) -> bool:
    return product.checked_at is not None or policies(CatalogPolicies).approved_by != "third"


_TO_LIST = frozenset({Status.APPROVED, Status.SCHEDULED, Status.TAKEN_DOWN})

STEPS = (
    Step(
        name="submit",
        label=_("Submit for check"),
        consequence=_("A second person checks the product before it can be listed."),
        permission="change_product",
        sources=frozenset({Status.DRAFT}),
        run=checking.submit_for_check,
        icon="rule",
    ),
    Step(
        name="check",
        label=_("Confirm the check"),
        consequence=_("You answer for what it says; a third person approves it."),
        permission="check_product",
        sources=frozenset({Status.IN_CHECK}),
        run=checking.confirm_check,
        form=CheckForm,
        icon="fact_check",
        applies=_waits_for_check,
    ),
    Step(
        name="approve",
        label=_("Approve"),
        consequence=_("The product may be listed from now on."),
        permission="approve_product",
        sources=frozenset({Status.IN_CHECK}),
        run=checking.approve_product,
        applies=_waits_for_approval,
        icon="check",
    ),
    Step(
        name="list",
        label=_("List now"),
        consequence=_("Shoppers see the product and can buy it at once."),
        permission="list_product",
        sources=_TO_LIST | {Status.PRE_SALE},
        run=publishing.list_product,
        icon="storefront",
    ),
    Step(
        name="schedule",
        label=_("Schedule"),
        consequence=_("The product lists itself at this moment, to the minute."),
        permission="list_product",
        sources=frozenset({Status.APPROVED, Status.TAKEN_DOWN}),
        run=publishing.schedule_listing,
        form=ScheduleForm,
        icon="schedule",
    ),
    Step(
        name="pre-sale",
        label=_("List for pre-sale"),
        consequence=_("Shoppers see the product, marked as pre-sale."),
        permission="list_product",
        sources=_TO_LIST | {Status.LISTED},
        run=_list_for_pre_sale,
        icon="event_upcoming",
    ),
    Step(
        name="unschedule",
        label=_("Cancel the schedule"),
        consequence=_("The product stays approved and is not listed."),
        permission="list_product",
        sources=frozenset({Status.SCHEDULED}),
        run=publishing.cancel_schedule,
        icon="event_busy",
    ),
    Step(
        name="take-down",
        label=_("Take down"),
        consequence=_("Shoppers cannot buy it any more; its page says so and leads on."),
        permission="list_product",
        sources=frozenset(Product.LIVE),
        run=take_down,
        form=ReasonForm,
        icon="visibility_off",
    ),
    Step(
        name="return",
        label=_("Return to draft"),
        consequence=_("The author sees the reason and submits it again."),
        permission="check_product",
        sources=frozenset({Status.IN_CHECK, Status.APPROVED, Status.TAKEN_DOWN}),
        run=checking.return_to_draft,
        form=ReasonForm,
        icon="undo",
    ),
    Step(
        name="delete",
        label=_("Delete"),
        consequence=_("The product is put away. Orders keep it, and it can be restored."),
        permission="delete_product",
        sources=frozenset({Status.DRAFT, Status.APPROVED, Status.SCHEDULED, Status.TAKEN_DOWN}),
        run=publishing.delete_product,
        icon="delete",
    ),
    Step(
        name="restore",
        label=_("Restore"),
        consequence=_("The product comes back as a draft."),
        permission="delete_product",
        sources=frozenset({Status.DELETED}),
        run=publishing.restore_product,
        icon="restore_from_trash",
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(product: Product, user: PermissionsMixin) -> Iterable[Step]:
    """Return the steps that the product's state and the person's rights allow."""
    return [
        step
        for step in STEPS
        if product.status in step.sources and step.is_open_to(user) and step.applies(product)
    ]
