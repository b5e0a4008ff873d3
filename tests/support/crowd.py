"""Many shoppers with filled carts, and what became of them when they all pressed the button."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import requests

from catalog.models import Sku
from customers.models import User
from inventory.models import StockLevel, Warehouse
from payments.models import RiskRule
from payments.selectors.risk import forget_rules
from tests.factories.customers import AddressFactory, UserFactory
from tests.factories.inventory import StockLevelFactory
from tests.factories.orders import fill_cart, make_sku
from tests.support.visitors import PATIENCE, Visitor

AT_ONCE = 32  # how many prepare side by side: the shop has that many threads


def goods(warehouse: Warehouse, pieces: int) -> Sku:
    """A SKU at ¥59.00 with so many pieces in a warehouse."""
    sku = make_sku(on_hand=0)
    StockLevelFactory(sku=sku, warehouse=warehouse, on_hand=pieces)
    return sku


def shoppers(count: int) -> list[User]:
    """Customers with an address each, in a shop that does not mind that they sit at one machine."""
    RiskRule.objects.in_force().update(state=RiskRule.State.RETIRED)
    forget_rules()
    customers: list[User] = UserFactory.create_batch(count)
    for customer in customers:
        AddressFactory(user=customer, is_default=True)
    return customers


def want(customers: Sequence[User], *skus: Sku) -> None:
    """Put one piece in each cart, the SKUs in turn."""
    for number, customer in enumerate(customers):
        fill_cart(customer, skus[number % len(skus)], quantity=1)


def side_by_side(visitors: Sequence[Visitor], act: Callable[[Visitor], object]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(act, visitors))


def press_at_once(visitors: Sequence[Visitor]) -> list[requests.Response]:
    """Let all press the button of their checkout page at the same moment."""
    gate = threading.Barrier(len(visitors))

    def press(visitor: Visitor) -> requests.Response:
        gate.wait(PATIENCE)
        return visitor.place()

    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(press, visitors))


def outcome_of(answer: requests.Response) -> str:
    """Name an answer: an order that can be paid, a refusal in words, or else its status."""
    if answer.status_code == 302 and answer.headers["Location"].startswith("/pay/DD"):
        return "ordered"
    if answer.status_code == 422 and 'role="alert"' in answer.text:
        return "refused"
    return str(answer.status_code)


def outcomes(answers: Sequence[requests.Response]) -> Counter[str]:
    return Counter(outcome_of(answer) for answer in answers)


def numbers(sku: Sku) -> tuple[int, int, int]:
    """Return what lies there, what the ledger says lies there, and what is reserved."""
    level = StockLevel.objects.get(sku=sku)
    ledger = sum(level.movements.values_list("quantity", flat=True))
    return level.on_hand, ledger, level.reserved
