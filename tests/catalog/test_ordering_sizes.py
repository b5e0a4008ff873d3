import pytest

from catalog.types import FacetValue
from catalog.views.facet_order import in_order_of_size


def ordered(*labels):
    values = [FacetValue(ids=(), label=label, count=1) for label in labels]
    return [value.label for value in in_order_of_size(values)]


@pytest.mark.req("CAT-37")
def test_letters_stand_before_numbers_each_in_their_order():
    mixed = ordered("35", "S", "36", "M", "9.5", "XL", "均码", "XS", "37码", "L", "XXL", "3XL")

    letters = ["XS", "S", "M", "L", "XL", "XXL", "3XL"]
    assert mixed == [*letters, "9.5", "35", "36", "37码", "均码"]


def test_what_is_not_a_size_keeps_the_order_that_staff_gave_it():
    assert ordered("棉", "100%羊毛", "L 形") == ["棉", "100%羊毛", "L 形"]
    assert ordered("10以下", "10-20", "20以上") == ["10以下", "10-20", "20以上"]
