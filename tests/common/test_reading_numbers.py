from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from shop.common.typed_numbers import (
    DecimalNumberField,
    WholeNumberField,
    decimal_number,
    page_number,
    whole_number,
)

# What Python's own `int` and `Decimal` take for ten.
TEN_TO_PYTHON = ["1_0", "１０", "١٠", "1０"]


@pytest.mark.parametrize("text", TEN_TO_PYTHON)
def test_only_plain_digits_are_a_number(text):
    with pytest.raises(ValidationError):
        WholeNumberField().clean(text)
    with pytest.raises(ValidationError):
        DecimalNumberField().clean(text)

    assert (whole_number(text), decimal_number(text), page_number(text)) == (None, None, 1)
    assert forms.IntegerField().clean(text) == 10  # what is guarded against


def test_plain_digits_are_read():
    read = WholeNumberField().clean(" 10 "), DecimalNumberField().clean("-10.50")

    assert read == (10, Decimal("-10.50"))
    assert (whole_number("10"), decimal_number(" 99.5 "), page_number("7")) == (
        10,
        Decimal("99.5"),
        7,
    )


@pytest.mark.parametrize("text", [None, "", " ", "-1", "+1", "1.0", "9" * 19, "²", "1\n"])
def test_what_is_no_key_of_a_row_is_none(text):
    assert whole_number(text) is None


@pytest.mark.parametrize("text", [None, "", ".", "-1", "1e3", "NaN", "Infinity", "1,5"])
def test_what_is_no_amount_is_none(text):
    assert decimal_number(text) is None
