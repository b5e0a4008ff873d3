"""The freight engine against a table worked by hand, and against what must always hold."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.freight.quoting import Group, quote
from logistics.models import FreightTemplate, FreightZone
from logistics.types import DeliveryChoice, FreightLine, FreightQuote

Basis = FreightTemplate.Basis


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


EXPRESS = DeliveryChoice(code="express", name="次日达", promise="", surcharge=Decimal("12.00"))


def line(
    key: int = 1, quantity: int = 1, amount: str = "50.00", grams: int = 500, cm3: int = 1000
) -> FreightLine:
    return FreightLine(
        line_key=key,
        product_id=key,
        quantity=quantity,
        amount=Decimal(amount),
        weight_grams=grams,
        volume_cm3=cm3,
    )


def zone(basis: str = Basis.PIECE, divisor: int = 6000, **terms: Any) -> FreightZone:
    """The first unit for ¥10.00, each further one for ¥5.00."""
    values = {"first_fee": "10.00", "next_fee": "5.00", "first_quantity": "1"} | terms
    numbers = {
        name: Decimal(value)
        for name, value in ({"next_quantity": "1"} | values).items()
        if isinstance(value, str) and name != "free_when"
    }
    template = FreightTemplate(pk=1, name="标准", basis=basis, volumetric_divisor=divisor)
    return FreightZone(template=template, name="华北", **values | numbers)


def priced(
    terms: FreightZone, *lines: FreightLine, method: DeliveryChoice | None = None
) -> FreightQuote:
    return quote(groups=[Group(zone=terms, lines=lines)], method=method)


PIECES = zone()
WEIGHT = zone(Basis.WEIGHT)
HALF_KILOS = zone(Basis.WEIGHT, next_quantity="0.5", next_fee="3.00")
VOLUME = zone(Basis.VOLUME, first_quantity="0.01", next_quantity="0.005")
GREATER = zone(Basis.GREATER)
FREE_AMOUNT = zone(free_when="amount", free_amount="99.00")
FREE_PIECES = zone(free_when="pieces", free_pieces=3)
FREE_EITHER = zone(free_when="either", free_amount="99.00", free_pieces=3)
FREE_BOTH = zone(free_when="both", free_amount="99.00", free_pieces=3)
REMOTE = zone(remote_surcharge="15.00", free_when="amount", free_amount="99.00")
REMOTE_COVERED = zone(
    remote_surcharge="15.00", free_when="amount", free_amount="99.00", free_covers_surcharge=True
)
GIVEN_AWAY = zone(first_fee="0.00", next_fee="0.00")


@pytest.mark.req("LOG-01", "LOG-02")
@pytest.mark.parametrize(
    ("terms", "lines", "total"),
    [
        pytest.param(PIECES, [line()], "10.00", id="one piece: the first unit"),
        pytest.param(PIECES, [line(quantity=3)], "20.00", id="three pieces: 10 + 2×5"),
        pytest.param(PIECES, [line(1), line(2, 2)], "20.00", id="lines are counted together"),
        pytest.param(PIECES, [line(quantity=999)], "5000.00", id="999 pieces: 10 + 998×5"),
        pytest.param(
            zone(first_quantity="2", next_quantity="3"),
            [line(quantity=2)],
            "10.00",
            id="two pieces within a first unit of two",
        ),
        pytest.param(
            zone(first_quantity="2", next_quantity="3"),
            [line(quantity=6)],
            "20.00",
            id="four beyond, begun units of three: 10 + 2×5",
        ),
        pytest.param(WEIGHT, [line(grams=1000)], "10.00", id="exactly 1 kg"),
        pytest.param(WEIGHT, [line(grams=1001)], "15.00", id="1 g over begins a unit"),
        pytest.param(WEIGHT, [line(grams=333, quantity=3)], "10.00", id="999 g"),
        pytest.param(WEIGHT, [line(1, grams=600), line(2, grams=600)], "15.00", id="1.2 kg"),
        pytest.param(WEIGHT, [line(grams=0)], "10.00", id="nothing weighed: the first unit"),
        pytest.param(HALF_KILOS, [line(grams=2300)], "19.00", id="1.3 kg beyond: 3 × half kilo"),
        pytest.param(HALF_KILOS, [line(grams=2000)], "16.00", id="1.0 kg beyond: 2 × half kilo"),
        pytest.param(VOLUME, [line(cm3=10_000)], "10.00", id="exactly 0.01 m³"),
        pytest.param(VOLUME, [line(cm3=10_001)], "15.00", id="1 cm³ over begins a unit"),
        pytest.param(VOLUME, [line(cm3=9000, quantity=2)], "20.00", id="0.018 m³: 10 + 2×5"),
        pytest.param(GREATER, [line(grams=900, cm3=3000)], "10.00", id="0.9 kg beats 0.5 kg"),
        pytest.param(GREATER, [line(grams=900, cm3=9000)], "15.00", id="1.5 kg of volume counts"),
        pytest.param(GREATER, [line(grams=1000, cm3=6000)], "10.00", id="both 1 kg"),
        pytest.param(GREATER, [line(grams=100, cm3=6001)], "15.00", id="1001 g after rounding up"),
        pytest.param(
            zone(Basis.GREATER, divisor=5000),
            [line(grams=900, cm3=6000)],
            "15.00",
            id="another divisor: 6000 ÷ 5000 = 1.2 kg",
        ),
        pytest.param(FREE_AMOUNT, [line(amount="98.99")], "10.00", id="one fen short"),
        pytest.param(FREE_AMOUNT, [line(amount="99.00")], "0.00", id="the amount is reached"),
        pytest.param(
            FREE_AMOUNT,
            [line(1, amount="50.00"), line(2, amount="49.00")],
            "0.00",
            id="the amount of all lines counts",
        ),
        pytest.param(FREE_PIECES, [line(quantity=2)], "15.00", id="one piece short"),
        pytest.param(FREE_PIECES, [line(1, 2), line(2, 1)], "0.00", id="three pieces reached"),
        pytest.param(FREE_EITHER, [line(quantity=3)], "0.00", id="either: pieces suffice"),
        pytest.param(FREE_EITHER, [line(amount="99.00")], "0.00", id="either: amount suffices"),
        pytest.param(FREE_EITHER, [line(quantity=2)], "15.00", id="either: none reached"),
        pytest.param(FREE_BOTH, [line(quantity=3)], "20.00", id="both: amount missing"),
        pytest.param(FREE_BOTH, [line(amount="99.00")], "10.00", id="both: pieces missing"),
        pytest.param(FREE_BOTH, [line(quantity=3, amount="99")], "0.00", id="both: reached"),
        pytest.param(REMOTE, [line(quantity=2)], "30.00", id="remote: 10 + 5 + 15"),
        pytest.param(REMOTE, [line(amount="99.00")], "15.00", id="free leaves the surcharge"),
        pytest.param(REMOTE_COVERED, [line(amount="99.00")], "0.00", id="free covers it"),
        pytest.param(REMOTE_COVERED, [line()], "25.00", id="not free: 10 + 15"),
        pytest.param(GIVEN_AWAY, [line(quantity=7)], "0.00", id="a zone that costs nothing"),
    ],
)
def test_freight_worked_by_hand(terms, lines, total):
    quoted = priced(terms, *lines)

    assert quoted.total == Decimal(total)
    assert sum(step.amount for step in quoted.steps) == Decimal(total)
    assert sum(quoted.shares.values()) == Decimal(total)


def test_goods_of_two_templates_are_counted_apart():
    quoted = quote(
        groups=[
            Group(zone=PIECES, lines=(line(1, 2),)),
            Group(zone=WEIGHT, lines=(line(2, grams=1500),)),
        ]
    )

    assert quoted.total == Decimal("30.00")  # 10 + 5, and 10 + 5
    assert quoted.shares == {1: Decimal("15.00"), 2: Decimal("15.00")}


def test_a_way_of_delivery_adds_its_surcharge_even_when_freight_is_free():
    quoted = priced(FREE_AMOUNT, line(amount="99.00"), method=EXPRESS)

    assert quoted.total == Decimal("12.00")
    assert [(step.kind, step.amount) for step in quoted.steps] == [
        ("first", Decimal("10.00")),
        ("free", Decimal("-10.00")),
        ("method", Decimal("12.00")),
    ]


def test_lines_share_freight_by_what_was_counted_and_the_surcharge_by_amount():
    heavy = line(1, amount="10.00", grams=2000)
    dear = line(2, amount="90.00", grams=1000)

    quoted = priced(WEIGHT, heavy, dear, method=EXPRESS)

    assert quoted.total == Decimal("32.00")  # 10 + 2×5, and 12
    assert quoted.shares == {1: Decimal("14.53"), 2: Decimal("17.47")}


def test_every_step_says_why_in_numbers():
    terms = zone(Basis.WEIGHT, remote_surcharge="15.00", free_when="amount", free_amount="99.00")

    quoted = priced(terms, line(quantity=3, grams=766, amount="78.00"), method=EXPRESS)

    assert [(step.kind, step.amount, step.applied, step.reason) for step in quoted.steps] == [
        ("first", Decimal("10.00"), True, "2.298 kg; the first 1 kg cost ¥10.00 (华北)"),
        ("next", Decimal("10.00"), True, "1.298 kg more: 2 × ¥5.00 for each begun 1 kg"),
        ("remote", Decimal("15.00"), True, "华北: ¥15.00 for the long way"),
        ("free", Decimal("0.00"), False, "¥21.00 more for free delivery"),
        ("method", Decimal("12.00"), True, "surcharge of this way of delivery"),
    ]


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (FREE_PIECES, "2 pieces more for free delivery"),
        (FREE_EITHER, "¥49.00 or 2 pieces more for free delivery"),
        (FREE_BOTH, "¥49.00 and 2 pieces more for free delivery"),
    ],
)
def test_what_is_missing_for_free_delivery_is_said(terms, reason):
    quoted = priced(terms, line())

    assert [step.reason for step in quoted.steps if step.kind == "free"] == [reason]


def test_volumetric_weight_is_explained():
    (first, _next) = priced(GREATER, line(grams=900, cm3=9000)).steps

    assert first.reason.startswith("1.5 kg (9000 cm³ ÷ 6000), more than its weight 0.9 kg;")


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"amount": "-1"}, {"grams": -1}, {"cm3": -1}])
def test_a_line_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="cannot be sent"):
        line(**wrong)


FEES = st.decimals(min_value=0, max_value=100, places=2)
UNITS = st.decimals(min_value="0.001", max_value=20, places=3)
LINES = st.lists(
    st.builds(
        line,
        quantity=st.integers(1, 50),
        amount=st.decimals(min_value=0, max_value=5000, places=2).map(str),
        grams=st.integers(0, 30_000),
        cm3=st.integers(0, 500_000),
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def zones(draw: st.DrawFn) -> FreightZone:
    template = FreightTemplate(
        pk=1,
        name="任意",
        basis=draw(st.sampled_from(Basis.values)),
        volumetric_divisor=draw(st.integers(1, 12_000)),
    )
    return FreightZone(
        template=template,
        name="任意",
        first_quantity=draw(UNITS),
        first_fee=draw(FEES),
        next_quantity=draw(UNITS),
        next_fee=draw(FEES),
        remote_surcharge=draw(FEES),
        free_when=draw(st.sampled_from(FreightZone.FreeWhen.values)),
        free_amount=draw(st.decimals(min_value="0.01", max_value=9999, places=2)),
        free_pieces=draw(st.integers(1, 99)),
        free_covers_surcharge=draw(st.booleans()),
    )


def numbered(lines: list[FreightLine]) -> list[FreightLine]:
    return [replace(line, line_key=key) for key, line in enumerate(lines)]


def is_free(quoted: FreightQuote) -> bool:
    return any(step.kind == "free" and step.applied for step in quoted.steps)


@settings(deadline=None)
@given(terms=zones(), lines=LINES.map(numbered), with_method=st.booleans(), data=st.data())
def test_freight_is_never_negative_and_its_parts_sum_to_it(terms, lines, with_method, data):
    method = EXPRESS if with_method else None
    quoted = priced(terms, *lines, method=method)
    shuffled = data.draw(st.permutations(lines))

    assert quoted.total >= 0
    assert sum(step.amount for step in quoted.steps) == quoted.total
    assert sum(quoted.shares.values()) == quoted.total
    assert all(share >= 0 for share in quoted.shares.values())
    assert set(quoted.shares) == {line.line_key for line in lines}
    assert priced(terms, *shuffled, method=method) == quoted


@settings(deadline=None)
@given(terms=zones(), lines=LINES.map(numbered), more=st.integers(1, 20), data=st.data())
def test_more_pieces_are_never_cheaper_unless_delivery_becomes_free(terms, lines, more, data):
    place = data.draw(st.integers(0, len(lines) - 1))
    grown = list(lines)
    grown[place] = replace(grown[place], quantity=grown[place].quantity + more)

    before, after = priced(terms, *lines), priced(terms, *grown)

    assert after.total >= before.total or is_free(after)
