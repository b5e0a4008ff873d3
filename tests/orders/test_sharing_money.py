import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.shares import LineMoney, Returned, returned_for, spread
from shop.common.money import ZERO, from_fen

PRICES = st.integers(min_value=1, max_value=99_999)
PIECES = st.integers(min_value=1, max_value=12)
PERCENTS = st.integers(min_value=0, max_value=100)
DECLINED = 0.2


def _sold(goods, percents, freight_fen):
    """Lines after stacked discounts and a freight, spread as placement spreads them."""
    amounts = {key: from_fen(price * pieces) for key, (price, pieces) in enumerate(goods)}
    remaining = dict(amounts)
    for percent in percents:
        taken = from_fen(int(sum(remaining.values()) * percent))
        for key, share in spread(taken, remaining).items():
            remaining[key] -= share
    freight = spread(from_fen(freight_fen), dict.fromkeys(amounts, Decimal(10**6)))
    return [
        LineMoney(
            quantity=goods[key][1],
            amount=amounts[key],
            discount=amounts[key] - remaining[key],
            freight=freight[key],
        )
        for key in sorted(amounts)
    ]


def _partial_refunds(lines, dice):
    """Give all pieces back, by and by; now and then the dice decline what was asked before."""
    asked: list[list[Returned]] = [[] for _line in lines]
    while unfinished := [
        place for place, line in enumerate(lines) if so_far(asked[place]).pieces < line.quantity
    ]:
        place = dice.choice(unfinished)
        already = so_far(asked[place])
        pieces = dice.randint(1, lines[place].quantity - already.pieces)
        asked[place].append(
            returned_for(lines[place], already=already, pieces=pieces, with_freight=True)
        )
        if dice.random() < DECLINED:
            asked[place].pop(dice.randrange(len(asked[place])))
    return [back for line in asked for back in line]


def so_far(asked):
    return Returned(
        pieces=sum(back.pieces for back in asked),
        carried=sum(back.carried for back in asked),
        goods=sum((back.goods for back in asked), ZERO),
        freight=sum((back.freight for back in asked), ZERO),
    )


@pytest.mark.req("CART-06")
@settings(max_examples=10_000, deadline=None, derandomize=True, database=None)
@given(
    goods=st.lists(st.tuples(PRICES, PIECES), min_size=1, max_size=6),
    percents=st.lists(PERCENTS, max_size=3),
    freight_fen=st.integers(min_value=0, max_value=5_000),
    seed=st.integers(min_value=0, max_value=2**32),
)
def test_any_sequence_of_partial_refunds_sums_to_what_was_paid(goods, percents, freight_fen, seed):
    lines = _sold(goods, percents, freight_fen)

    refunds = _partial_refunds(lines, random.Random(seed))

    assert all(back.goods >= ZERO and back.freight >= ZERO for back in refunds)
    paid = sum((line.goods_paid + line.freight for line in lines), ZERO)
    assert sum((back.total for back in refunds), ZERO) == paid


def test_no_order_of_refunds_beats_another():
    line = LineMoney(quantity=3, amount=Decimal("30.00"), discount=Decimal("10.00"))

    before = [
        Returned(),
        Returned(pieces=1, goods=Decimal("6.66")),
        Returned(pieces=2, goods=Decimal("13.33")),
    ]
    one_by_one = [
        returned_for(line, already=back, pieces=1, with_freight=False).goods for back in before
    ]
    two_then_one = [
        returned_for(line, already=before[0], pieces=2, with_freight=False).goods,
        returned_for(line, already=before[2], pieces=1, with_freight=False).goods,
    ]

    assert one_by_one == [Decimal("6.66"), Decimal("6.67"), Decimal("6.67")]
    assert two_then_one == [Decimal("13.33"), Decimal("6.67")]


def test_a_discount_is_spread_to_the_fen_whatever_the_order_of_the_lines():
    lines = {3: Decimal("10.00"), 1: Decimal("10.00"), 2: Decimal("10.00")}

    shares = spread(Decimal("10.00"), lines)

    assert shares == {1: Decimal("3.34"), 2: Decimal("3.33"), 3: Decimal("3.33")}


def test_no_line_is_discounted_below_nothing():
    with pytest.raises(ValueError, match="cannot be taken off"):
        spread(Decimal("0.03"), {1: Decimal("0.01"), 2: Decimal("0.01")})


@pytest.mark.parametrize(
    ("already", "pieces"),
    [pytest.param(0, 0, id="none"), pytest.param(2, 2, id="more-than-bought")],
)
def test_only_pieces_that_were_bought_give_money_back(already, pieces):
    line = LineMoney(quantity=3, amount=Decimal("30.00"), discount=ZERO)

    with pytest.raises(ValueError, match="of 3 pieces"):
        returned_for(line, already=Returned(pieces=already), pieces=pieces, with_freight=False)
