from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.services.listing import refresh_listing
from catalog.services.take_down import take_down
from orders.errors import CartLineGone, QuantityNotPossible, SkuNotForSale
from orders.models import Cart, CartLine
from orders.seals import new_guest
from orders.selectors.cart import cart_count, cart_view
from orders.selectors.quoting import Destination
from orders.services.cart import (
    add_to_cart,
    buy_now,
    change_quantity,
    clear_cart,
    remove_line,
    restore_lines,
    select_lines,
)
from orders.types import CartOwner, ProblemKind
from shop.common.actors import process
from tests.factories.inventory import hold
from tests.factories.logistics import FreightTemplateFactory
from tests.factories.orders import fill_cart, make_sku

pytestmark = pytest.mark.django_db

NOWHERE = Destination()
BEIJING = Destination(district_code="110101")


@pytest.fixture
def owner(customer):
    return CartOwner(user_id=customer.pk)


def held(owner):
    lines = CartLine.objects.owned_by(owner).order_by("pk")
    return list(lines.values_list("sku_id", "quantity", "is_selected"))


@pytest.mark.req("CART-01")
def test_pieces_of_a_specification_go_into_the_cart(owner):
    sku = make_sku()

    add_to_cart(owner=owner, sku_id=sku.pk, quantity=2)
    add_to_cart(owner=owner, sku_id=sku.pk, quantity=3)

    assert held(owner) == [(sku.pk, 5, True)]
    assert cart_count(owner) == 5


@pytest.mark.fault("bad-quantity")
@pytest.mark.req("CART-01")
@pytest.mark.parametrize(
    ("quantity", "message", "possible"),
    [
        pytest.param(0, "At least one piece is needed.", 1, id="none"),
        pytest.param(-1, "At least one piece is needed.", 1, id="less-than-none"),
        pytest.param(11, "Only 10 left.", 10, id="above-the-stock"),
        pytest.param(1000, "At most 999 pieces fit in one order.", 10, id="above-the-limit"),
        pytest.param(10**30, "At most 999 pieces fit in one order.", 10, id="absurd"),
    ],
)
def test_an_impossible_quantity_is_refused_with_what_is_possible(
    owner, quantity, message, possible
):
    sku = make_sku(on_hand=10)

    with pytest.raises(QuantityNotPossible, match=message) as refusal:
        add_to_cart(owner=owner, sku_id=sku.pk, quantity=quantity)

    assert refusal.value.possible == possible
    assert held(owner) == []
    assert not Cart.objects.exists()


@pytest.mark.fault("bad-quantity")
@pytest.mark.req("CART-12")
def test_what_is_in_the_cart_counts_when_more_is_added(owner):
    sku = make_sku(on_hand=5)
    add_to_cart(owner=owner, sku_id=sku.pk, quantity=4)

    with pytest.raises(QuantityNotPossible, match="Only 5 left, and 4 of them") as refusal:
        add_to_cart(owner=owner, sku_id=sku.pk, quantity=2)

    assert refusal.value.possible == 1
    assert held(owner) == [(sku.pk, 4, True)]


def test_pieces_promised_to_others_cannot_be_put_in_the_cart(owner):
    sku = make_sku(on_hand=5)
    hold(sku, 4)

    with pytest.raises(QuantityNotPossible, match="Only 1 left"):
        add_to_cart(owner=owner, sku_id=sku.pk, quantity=2)

    assert held(owner) == []


@pytest.mark.fault("bad-quantity")
@pytest.mark.parametrize("case", ["unknown", "taken_down", "inactive", "without_price"])
def test_what_is_not_for_sale_cannot_be_put_in_the_cart(owner, case):
    sku = make_sku(price=None if case == "without_price" else "59.00")
    if case == "taken_down":
        take_down(product_id=sku.product_id, reason="test", actor=process("tests"))
    if case == "inactive":
        sku.is_active = False
        sku.save()
        refresh_listing(product_ids=[sku.product_id])

    with pytest.raises(SkuNotForSale):
        add_to_cart(owner=owner, sku_id=0 if case == "unknown" else sku.pk, quantity=1)

    assert held(owner) == []


@pytest.mark.req("CART-02")
def test_a_quantity_is_changed_and_every_change_is_counted(owner, customer):
    sku = fill_cart(customer)
    before = Cart.objects.get().version

    change_quantity(owner=owner, line_id=CartLine.objects.get().pk, quantity=7)

    assert held(owner) == [(sku.pk, 7, True)]
    assert Cart.objects.get().version == before + 1


@pytest.mark.fault("bad-quantity")
@pytest.mark.req("CART-02")
@pytest.mark.parametrize("quantity", [0, -1, 11, 1000])
def test_an_impossible_change_leaves_the_line_as_it_was(owner, customer, quantity):
    sku = fill_cart(customer)
    before = Cart.objects.get().version

    with pytest.raises(QuantityNotPossible):
        change_quantity(owner=owner, line_id=CartLine.objects.get().pk, quantity=quantity)

    assert held(owner) == [(sku.pk, 2, True)]
    assert Cart.objects.get().version == before


def test_nobody_reaches_into_another_cart(customer, other_customer):
    sku = fill_cart(customer)
    line = CartLine.objects.get()
    stranger = CartOwner(user_id=other_customer.pk)

    for attempt in (
        lambda: change_quantity(owner=stranger, line_id=line.pk, quantity=1),
        lambda: remove_line(owner=stranger, line_id=line.pk),
        lambda: change_quantity(owner=new_guest(), line_id=line.pk, quantity=1),
    ):
        with pytest.raises(CartLineGone):
            attempt()

    assert clear_cart(owner=stranger, line_ids=[line.pk]) == []
    assert held(CartOwner(user_id=customer.pk)) == [(sku.pk, 2, True)]


@pytest.mark.req("CART-02")
def test_a_removed_line_comes_back_as_it_was(owner, customer):
    sku = fill_cart(customer, quantity=3)
    line = CartLine.objects.get()
    select_lines(owner=owner, shown=[line.pk], chosen=[])
    removed = remove_line(owner=owner, line_id=line.pk)
    assert held(owner) == []

    restore_lines(owner=owner, removed=[removed])
    restore_lines(owner=owner, removed=[removed])

    assert held(owner) == [(sku.pk, 3, False)]


@pytest.mark.req("CART-02")
def test_an_emptied_cart_can_be_filled_again(owner, customer):
    skus = [fill_cart(customer, quantity=1), fill_cart(customer, quantity=2)]

    removed = clear_cart(owner=owner)
    assert held(owner) == []
    restore_lines(owner=owner, removed=removed)

    assert sorted(held(owner)) == [(skus[0].pk, 1, True), (skus[1].pk, 2, True)]


def test_buying_now_selects_these_pieces_alone(owner, customer):
    other = fill_cart(customer, quantity=1)
    sku = fill_cart(customer, quantity=5)

    buy_now(owner=owner, sku_id=sku.pk, quantity=1)

    assert held(owner) == [(other.pk, 1, False), (sku.pk, 1, True)]


def test_selecting_touches_only_the_lines_that_were_shown(owner, customer):
    first, second, third = (fill_cart(customer, quantity=1) for _ in range(3))
    ids = dict(CartLine.objects.values_list("sku_id", "pk"))

    select_lines(owner=owner, shown=[ids[first.pk], ids[second.pk]], chosen=[ids[second.pk]])

    assert held(owner) == [(first.pk, 1, False), (second.pk, 1, True), (third.pk, 1, True)]


@pytest.mark.req("CART-03")
def test_the_cart_shows_goods_and_estimated_freight_of_what_is_selected(owner, customer):
    FreightTemplateFactory()
    fill_cart(customer, make_sku(price="59.00"), quantity=2)
    fill_cart(customer, make_sku(price="9.90"), quantity=1)
    unselected = CartLine.objects.get(quantity=1)
    select_lines(owner=owner, shown=[unselected.pk], chosen=[])

    view = cart_view(owner, to=BEIJING, at=timezone.now())

    assert [line.quantity for line in view.lines] == [1, 2]
    assert view.quote.goods_total == Decimal("118.00")
    assert view.quote.freight_total == Decimal("10.00")
    assert view.quote.total == Decimal("128.00")
    assert view.pieces == 3


def test_lines_that_cannot_be_had_stand_apart_with_the_reason(owner, customer):
    gone, sold_out, short = (fill_cart(customer, make_sku(on_hand=5), 2) for _ in range(3))
    take_down(product_id=gone.product_id, reason="test", actor=process("tests"))
    hold(sold_out, 5, reference="DD8")
    hold(short, 4, reference="DD9")

    view = cart_view(owner, to=NOWHERE, at=timezone.now())

    apart = {line.card.sku_id: line.problem.kind for line in view.invalid_lines}
    assert apart == {gone.pk: ProblemKind.GONE, sold_out.pk: ProblemKind.SOLD_OUT}
    (line,) = view.lines
    assert (line.problem.kind, line.problem.possible) == (ProblemKind.SHORT, 1)
    assert view.quote.total == Decimal("0.00")
    assert not view.can_be_ordered
