"""Rules of risk in force, and orders that are assessed without being placed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from customers.models import User
from customers.selectors.blacklist import blacklisted
from customers.traits import Trait, trait_key
from payments.models import RiskRule
from payments.risk.registry import KINDS
from payments.risk.services.rules import draft_rule, enforce_rule
from payments.risk.types import RiskFacts
from tests.factories.payments import ACTOR, make_plan

DEVICE, IP, PHONE = "0123456789abcdef01234567", "114.80.1.9", "13912345678"


def make_draft(kind: str, points: int = 40, **fields: Any) -> RiskRule:
    """A rule that does not count yet, with the parameters that are given."""
    replaces = fields.pop("replaces", None)
    marks = fields.pop("marks_suspect", False)
    actor = fields.pop("actor", ACTOR)
    declared = KINDS[kind].params
    params = {name: field.default for name, field in declared.fields.items()} | fields
    return draft_rule(
        kind=kind,
        points=points,
        params=params,
        marks_suspect=marks,
        actor=actor,
        replaces_id=replaces.pk if replaces else None,
    )


def make_rule(kind: str, points: int = 40, **fields: Any) -> RiskRule:
    """A rule in force."""
    return enforce_rule(rule_id=make_draft(kind, points, **fields).pk, actor=ACTOR)


def keys(**values: str) -> dict[Trait, str]:
    return {Trait(name): trait_key(Trait(name), value) for name, value in values.items()}


def facts_of_order(
    customer: User, reference: str = "DD1", at: datetime | None = None, **fields: Any
) -> RiskFacts:
    """What is known of an order; its plan is opened, as placement does before it asks."""
    amount = Decimal(fields.pop("amount", "99.90"))
    make_plan(reference, str(amount), customer)
    facts: dict[str, Any] = {"keys": keys(device=DEVICE), "can_get_code": True} | fields
    moment = at or timezone.now()
    listed = blacklisted(facts["keys"].items(), at=moment)
    facts.setdefault("blacklisted", tuple(hit.trait for hit in listed))
    return RiskFacts(
        reference=reference,
        customer_id=customer.pk,
        at=moment,
        amount=amount,
        **facts,
    )
