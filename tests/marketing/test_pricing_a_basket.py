from decimal import Decimal

import pytest
from django.utils import timezone

from marketing.selectors.pricing import LaneResult, price_basket
from marketing.types import Basket, BasketLine, QuoteShare, QuoteStep
from shop.common.money import ZERO


def _basket(*lines):
    return Basket(lines=lines, at=timezone.now())


def _line(key, quantity, price, list_price=None):
    return BasketLine(
        key=key,
        sku_id=key,
        product_id=key,
        quantity=quantity,
        unit_price=Decimal(price),
        list_price=Decimal(list_price) if list_price else None,
    )


@pytest.mark.req("CART-03")
def test_goods_cost_their_selling_prices_when_no_rule_applies():
    quote = price_basket(_basket(_line(1, 2, "59.90"), _line(2, 1, "9.90")))

    assert quote.goods_total == Decimal("129.70")
    assert quote.discount_total == ZERO
    assert [(step.kind, step.amount) for step in quote.steps] == [("goods", Decimal("129.70"))]
    assert quote.shares == ()


def test_a_price_below_the_list_price_is_said_but_not_taken_off_again():
    quote = price_basket(_basket(_line(1, 2, "59.90", "79.90")))

    assert quote.payable == Decimal("119.80")
    assert [(step.kind, step.amount) for step in quote.steps] == [
        ("goods", Decimal("119.80")),
        ("reduction", Decimal("-40.00")),
    ]


def test_each_lane_sees_what_the_lanes_before_it_left():
    seen = []

    def half_off(_basket, remaining):
        seen.append(dict(remaining))
        shares = tuple(
            QuoteShare(
                line_key=key,
                source="promotion",
                source_key="half",
                source_version=1,
                label="半价",
                amount=amount / 2,
            )
            for key, amount in remaining.items()
        )
        taken = sum((share.amount for share in shares), ZERO)
        step = QuoteStep(kind="promotion", label="半价", amount=-taken)
        return LaneResult(steps=(step,), shares=shares)

    quote = price_basket(_basket(_line(1, 1, "80.00")), lanes=(half_off, half_off))

    assert seen == [{1: Decimal("80.00")}, {1: Decimal("40.00")}]
    assert quote.discount_total == Decimal("60.00")
    assert [(line.discount, line.payable) for line in quote.lines] == [
        (Decimal("60.00"), Decimal("20.00"))
    ]
