from decimal import Decimal

import pytest
from django.utils import translation

from shop.templatetags.counts import short_count
from shop.templatetags.money import price, yuan


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        pytest.param(Decimal(199), "¥199.00", id="whole"),
        pytest.param(Decimal("0.05"), "¥0.05", id="fen"),
        pytest.param(Decimal("-50.00"), "−¥50.00", id="discount"),
        pytest.param("1299.90", "¥1299.90", id="text"),
        pytest.param(0, "¥0.00", id="nothing to pay"),
        pytest.param(None, "", id="no price"),
    ],
)
def test_an_amount_is_written_to_the_fen(amount, shown):
    assert yuan(amount) == shown


def test_a_price_shows_the_mark_and_the_fen_smaller():
    assert price(Decimal("199.00")) == (
        '<span class="price"><small>¥</small>199<small>.00</small></span>'
    )


def test_a_price_that_is_not_known_shows_nothing():
    assert price(None) == ""


@pytest.mark.parametrize(
    ("count", "chinese", "english"),
    [
        pytest.param(9_999, "9999", "9999", id="exact below ten thousand"),
        pytest.param(10_000, "1万+", "10k+", id="ten thousand"),
        pytest.param(23_450, "2.3万+", "23k+", id="cut, never rounded up"),
    ],
)
def test_a_large_count_is_shortened_as_readers_are_used_to(count, chinese, english):
    with translation.override("zh-hans"):
        assert short_count(count) == chinese
    with translation.override("en"):
        assert short_count(count) == english
