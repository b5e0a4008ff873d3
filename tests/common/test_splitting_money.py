"""Amounts are split to the fen, the same way in whatever order."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.common.money import from_fen, quantize, split, to_fen

amounts = st.integers(min_value=0, max_value=10**9).map(from_fen)
weights = st.dictionaries(
    st.integers(min_value=1, max_value=10**6), amounts, min_size=1, max_size=30
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(amounts, weights)
def test_the_parts_sum_to_the_whole(total, parts):
    shares = split(total, parts)

    assert sum(shares.values()) == total
    assert all(share >= 0 for share in shares.values())


@settings(max_examples=200, derandomize=True, deadline=None)
@given(amounts, weights)
def test_no_part_strays_from_its_exact_share_by_a_fen(total, parts):
    base = sum(parts.values())

    for key, share in split(total, parts).items():
        exact = total * parts[key] / base if base else total / len(parts)
        assert abs(share - exact) < Decimal("0.01")


@settings(max_examples=100, derandomize=True, deadline=None)
@given(amounts, weights, st.randoms())
def test_the_order_of_the_parts_does_not_matter(total, parts, random):
    shuffled = list(parts.items())
    random.shuffle(shuffled)

    assert split(total, dict(shuffled)) == split(total, parts)


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        pytest.param("10.00", [1, 1, 1], ["3.34", "3.33", "3.33"], id="ties go to the first"),
        pytest.param("0.01", [5, 5], ["0.01", "0.00"], id="one fen"),
        pytest.param("50.00", [0, 0], ["25.00", "25.00"], id="no weight at all"),
        pytest.param("-10.00", [1, 2], ["-3.33", "-6.67"], id="what is taken back"),
        pytest.param("99.99", [100, 0], ["99.99", "0.00"], id="all to one"),
    ],
)
def test_a_split_by_hand(total, parts, expected):
    shares = split(Decimal(total), dict(enumerate(parts)))

    assert [str(share) for share in shares.values()] == expected


def test_what_cannot_be_split_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        split(Decimal("1.00"), {})
    with pytest.raises(ValueError, match="negative"):
        split(Decimal("1.00"), {1: -1})
    with pytest.raises(ValueError, match="finer"):
        split(Decimal("1.001"), {1: 1})


def test_half_a_fen_rounds_up_as_at_the_till():
    assert [quantize(Decimal(text)) for text in ("0.005", "0.015", "2.675")] == [
        Decimal("0.01"),
        Decimal("0.02"),
        Decimal("2.68"),
    ]


def test_fen_are_whole():
    assert to_fen(Decimal("19.90")) == 1990
    with pytest.raises(ValueError, match="finer"):
        to_fen(Decimal("0.001"))
