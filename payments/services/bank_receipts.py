"""What the bank received from a gateway: entered or imported by finance, booked in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.errors import (
    ReceiptDayImpossible,
    ReceiptKnown,
    ReceiptMovesNothing,
    SettledDayImpossible,
)
from payments.gateways.registry import GATEWAYS
from payments.models import BankReceipt, LedgerEntry
from payments.selectors.balances import beginning_of
from payments.selectors.plans import gateway_label
from payments.services.deadlines import TRANSFER
from payments.services.ledger import book_into_bank
from shop.common.actors import Actor
from shop.common.errors import DomainError
from shop.common.importers import Plan, Problem, Row, Seen, Tally

_LONGEST = timedelta(days=366)  # from the payments until their money is in the bank


@dataclass(frozen=True, kw_only=True)
class ReceiptItem:
    """One line of the bank's own list."""

    rows: tuple[int, ...]
    gateway: str
    day: date
    amount: Decimal
    bank_reference: str
    received_on: date
    note: str = ""


@transaction.atomic
def enter_receipt(
    *,
    gateway: str,
    day: date,
    amount: Decimal,
    bank_reference: str,
    received_on: date,
    actor: Actor,
    note: str = "",
) -> BankReceipt:
    """Book what the bank received for a day of a gateway. Raises ReceiptKnown for a known serial.

    A receipt with a negative amount answers one that was entered wrongly. Raises
    ReceiptMovesNothing, ReceiptDayImpossible and SettledDayImpossible too: nothing is edited later.
    """
    if refusal := _why_not(amount, day, received_on, _books_begin()):
        raise refusal
    receipt, is_new = BankReceipt.objects.get_or_create(
        gateway=gateway,
        bank_reference=bank_reference,
        defaults={
            "day": day,
            "amount": amount,
            "received_on": received_on,
            "note": note,
            "entered_by_id": actor.user_id,
        },
    )
    if not is_new:
        raise ReceiptKnown
    book_into_bank(
        key=f"{receipt.pk}",
        gateway=gateway,
        amount=amount,
        actor=actor,
        at=min(beginning_of(received_on) + timedelta(hours=12), timezone.now()),
        subject=bank_reference,
    )
    return receipt


def plan_receipts(*, rows: Sequence[Row], seen: Seen) -> Plan[ReceiptItem]:
    """Say what the bank received by the rows; writes nothing."""
    plan: Plan[ReceiptItem] = Plan()
    houses, begins = gateways_by_word(), _books_begin()
    for row in rows:
        values = row.values
        gateway = houses.get(values["gateway"].lower(), "")
        serial = f"{gateway} {values['bank_reference']}"
        first = seen.first_row("receipt", serial, row.number)
        if not gateway:
            plan.problems.append(_problem(row, "gateway", _("A gateway that the shop has.")))
        elif first != row.number:
            reason = _("The same serial number stands in row %(row)d.") % {"row": first}
            plan.problems.append(_problem(row, "bank_reference", reason))
        else:
            item = _item(row, gateway)
            refusal = _why_not(item.amount, item.day, item.received_on, begins)
            if refusal is None:
                plan.items.append(item)
            else:
                (column,) = refusal.beside
                plan.problems.append(_problem(row, column, str(refusal)))
    return plan


@transaction.atomic
def write_receipts(*, items: Sequence[ReceiptItem], actor: Actor, at: datetime) -> Tally:
    """Book many receipts; those whose serial number is known stay as they are."""
    del at
    known = _known(items)
    fresh = [item for item in items if (item.gateway, item.bank_reference) not in known]
    for item in fresh:
        enter_receipt(
            gateway=item.gateway,
            day=item.day,
            amount=item.amount,
            bank_reference=item.bank_reference,
            received_on=item.received_on,
            note=item.note,
            actor=actor,
        )
    return Tally(created=len(fresh), unchanged=len(items) - len(fresh))


def gateways_by_word() -> dict[str, str]:
    """Return the codes of the gateways that pay the bank by what people call them."""
    codes = gateways_that_settle()
    return {word.lower(): code for code in codes for word in (code, gateway_label(code))}


def gateways_that_settle() -> list[str]:
    """Return the gateways whose money comes to the bank later; a transfer is there already."""
    return [code for code in GATEWAYS if code != TRANSFER]


def _known(items: Iterable[ReceiptItem]) -> set[tuple[str, str]]:
    references = [item.bank_reference for item in items]
    rows = BankReceipt.objects.filter(bank_reference__in=references)
    return set(rows.values_list("gateway", "bank_reference"))


def _item(row: Row, gateway: str) -> ReceiptItem:
    values = row.values
    return ReceiptItem(
        rows=(row.number,),
        gateway=gateway,
        day=timezone.localdate(values["day"]),
        amount=values["amount"],
        bank_reference=values["bank_reference"],
        received_on=timezone.localdate(values.get("received_on") or timezone.now()),
    )


def _books_begin() -> date | None:
    """Return the day of the first movement in our books."""
    first = LedgerEntry.objects.aggregate(first=Min("happened_at"))["first"]
    return timezone.localdate(first) if first else None


def _why_not(
    amount: Decimal, day: date, received_on: date, begins: date | None
) -> DomainError | None:
    """Say what speaks against a receipt, if anything does."""
    if not amount:
        return ReceiptMovesNothing()
    if not (begins or received_on) <= received_on <= timezone.localdate():
        return ReceiptDayImpossible()
    if not received_on - _LONGEST <= day <= received_on:
        return SettledDayImpossible()
    return None


def _problem(row: Row, column: str, reason: str) -> Problem:
    return Problem(
        row=row.number, column=column, value=str(row.values.get(column, "")), reason=reason
    )
