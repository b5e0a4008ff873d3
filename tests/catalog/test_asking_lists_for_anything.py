"""No parameter of a list, whatever stands in it, may break a page."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.services.products import say_attributes
from catalog.services.search_words import renew_search_words
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    ProductTypeFactory,
    TagFactory,
)
from tests.support.scale import full_or_small

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-36")]

EXAMPLES = full_or_small(2_000, 60)
PATHS = ("/search/", "/c/goods/", "/search/suggest/")
NAMES = ("q", "in", "sort", "page", "min", "max", "price", "brand", "tag", "v", "n", "stock")
ODD = (
    "",
    "0",
    "-1",
    "1",
    "999999999999999999999",
    "9" * 5000,
    "1e999",
    "-0",
    "NaN",
    "Infinity",
    "½",
    "²",
    "٣",
    "1.5",
    "1,5",
    "0x10",
    "\0",
    "\0" * 9,
    "'",
    '"',
    "\\",
    "%",
    "%s",
    "%(a)s",
    "_",
    "&|!()<->:*",
    "':*",
    "{}",
    "[]",
    "null",
    "None",
    "../..",
    "<script>",
    "😀",
    "\u202e",
    "\ufeff",
    "\ud7ff",
    "a" * 999,
    "连" * 500,
    "colour:",
    ":",
    "colour:1.2.3",
    "colour:x",
    "a__b:1",
    "power:1-2",
    "power:-",
    "power:2-1",
    "power:1e9-1e10",
    "100-200",
    "-",
    "--",
    "200-100",
    "5-",
    "-5",
    "price",
    "-price",
    "goods",
    "an" * 30,
)

values = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.integers().map(str))
questions = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=12)


@pytest.fixture
def shelf():
    kind = ProductTypeFactory()
    colour = AttributeFactory(product_type=kind, code="colour", kind="choice", is_filter=True)
    power = AttributeFactory(product_type=kind, code="power", kind="number", is_filter=True)
    value = AttributeValueFactory(attribute=colour)
    product = ProductFactory(
        listed=True, price="59.00", title="雪纺连衣裙 A1", product_type=kind, tags=[TagFactory()],
        brand=BrandFactory(), category=CategoryFactory(slug="goods", parent=CategoryFactory()),
    )  # fmt: skip
    say_attributes(
        product_id=product.pk,
        sayings={colour.pk: {"value_ids": [value.pk]}, power.pk: {"number": Decimal(5)}},
        actor=TESTS,
    )
    renew_search_words()


@pytest.mark.parametrize("path", PATHS)
def test_no_question_breaks_a_list(shelf, client, path):
    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(questions)
    def ask(question):
        answer = client.get(f"{path}?{urlencode(question, errors='replace')}")
        assert answer.status_code in {200, 302}, question

    ask()


@pytest.mark.parametrize("name", NAMES)
def test_no_odd_value_breaks_a_parameter(shelf, client, name):
    for word in ODD:
        answer = client.get("/search/", {"q": "连衣裙", name: word}, follow=True)
        assert answer.status_code == 200, word


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q[]=1&q[]=2", "page=1&page=2", "v=%00", "&&&=", "q"]
)
def test_broken_addresses_are_answered(shelf, client, query):
    assert client.get(f"/search/?{query}", follow=True).status_code == 200
