import pytest

from catalog.errors import TooManySkus, ValuesNotPossible
from catalog.models import Sku
from catalog.services.skus import generate_skus, update_sku
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    AttributeValueFactory,
    ProductFactory,
    ProductTypeFactory,
    SkuFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-03")]


@pytest.fixture
def clothes():
    return ProductTypeFactory(name="服装")


@pytest.fixture
def colour(clothes):
    attribute = AttributeFactory(
        product_type=clothes, code="colour", name="颜色", sku_maker=True, position=1
    )
    for place, name in enumerate(("蓝", "白")):
        AttributeValueFactory(attribute=attribute, name=name, position=place)
    return attribute


@pytest.fixture
def size(clothes):
    attribute = AttributeFactory(
        product_type=clothes, code="size", name="尺码", sku_maker=True, position=2
    )
    for place, name in enumerate(("S", "M", "L")):
        AttributeValueFactory(attribute=attribute, name=name, position=place)
    return attribute


@pytest.fixture
def dress(clothes):
    return ProductFactory(product_type=clothes)


def ids(attribute, *names):
    return list(attribute.values.filter(name__in=names).values_list("pk", flat=True))


def test_every_combination_becomes_a_sku(dress, colour, size):
    generate_skus(
        product_id=dress.pk,
        value_ids_by_attribute={size.pk: ids(size, "S", "M"), colour.pk: ids(colour, "蓝", "白")},
        actor=TESTS,
    )

    skus = Sku.objects.filter(product=dress).order_by("position")
    assert [sku.name for sku in skus] == ["蓝, S", "蓝, M", "白, S", "白, M"]
    assert skus[1].code == f"{dress.number}-蓝-M"


def test_a_value_added_later_keeps_the_old_skus(dress, colour, size):
    values = {colour.pk: ids(colour, "蓝"), size.pk: ids(size, "S", "M")}
    first = generate_skus(product_id=dress.pk, value_ids_by_attribute=values, actor=TESTS)
    update_sku(sku_id=first.created[0].pk, actor=TESTS, barcode="6901234567892", weight_grams=300)

    values[size.pk] = ids(size, "S", "M", "L")
    second = generate_skus(product_id=dress.pk, value_ids_by_attribute=values, actor=TESTS)

    kept = Sku.objects.get(pk=first.created[0].pk)
    assert [sku.name for sku in second.created] == ["蓝, L"]
    assert (kept.barcode, kept.weight_grams, kept.is_active) == ("6901234567892", 300, True)


def test_a_sku_that_lacks_a_new_dimension_is_retired(dress, colour, size):
    first = generate_skus(
        product_id=dress.pk, value_ids_by_attribute={colour.pk: ids(colour, "蓝")}, actor=TESTS
    )

    matrix = generate_skus(
        product_id=dress.pk,
        value_ids_by_attribute={colour.pk: ids(colour, "蓝"), size.pk: ids(size, "S")},
        actor=TESTS,
    )

    assert matrix.retired == first.created
    assert [sku.name for sku in Sku.objects.active().filter(product=dress)] == ["蓝, S"]


def make(product, values):
    return generate_skus(product_id=product.pk, value_ids_by_attribute=values, actor=TESTS)


def on_sale(product):
    return [sku.name for sku in Sku.objects.active().filter(product=product).order_by("position")]


def test_a_value_without_its_tick_is_retired_and_comes_back_with_it(dress, colour, size):
    both = {colour.pk: ids(colour, "蓝", "白"), size.pk: ids(size, "S", "M")}
    make(dress, both)

    retired = make(dress, both | {size.pk: ids(size, "S")}).retired
    assert on_sale(dress) == ["蓝, S", "白, S"]

    assert make(dress, both).revived == retired
    assert on_sale(dress) == ["蓝, S", "蓝, M", "白, S", "白, M"]


def test_what_was_taken_out_by_hand_does_not_come_back_with_another_value(dress, colour, size):
    values = {colour.pk: ids(colour, "蓝", "白"), size.pk: ids(size, "S", "M")}
    by_name = {sku.name: sku for sku in make(dress, values).created}
    update_sku(sku_id=by_name["白, M"].pk, actor=TESTS, is_active=False)

    matrix = make(dress, values | {size.pk: ids(size, "S", "M", "L")})

    assert (matrix.retired, matrix.revived) == ([], [])
    assert on_sale(dress) == ["蓝, S", "蓝, M", "白, S", "蓝, L", "白, L"]


def test_a_product_never_stays_without_any_sku(dress, colour):
    plain = make(dress, {}).created
    make(dress, {colour.pk: ids(colour, "蓝")})

    assert make(dress, {}).revived == plain

    assert on_sale(dress) == [""]


def test_codes_that_others_took_already_are_left_to_them(dress, colour):
    (blue,) = ids(colour, "蓝")
    for code in (f"{dress.number}-蓝", f"{dress.number}-{blue}"):
        SkuFactory(code=code)

    made = make(dress, {colour.pk: [blue]}).created

    assert [sku.code for sku in made] == [f"{dress.number}-{blue}-2"]


def test_a_product_without_dimensions_has_one_plain_sku(dress):
    for _again in range(2):
        generate_skus(product_id=dress.pk, value_ids_by_attribute={}, actor=TESTS)

    assert Sku.objects.get(product=dress).code == dress.number


def test_values_of_another_attribute_are_refused(dress, colour, size):
    with pytest.raises(ValuesNotPossible):
        generate_skus(
            product_id=dress.pk, value_ids_by_attribute={colour.pk: ids(size, "S")}, actor=TESTS
        )

    assert not Sku.objects.filter(product=dress).exists()


def test_an_attribute_of_another_type_is_refused(dress):
    foreign = AttributeValueFactory(attribute=AttributeFactory(sku_maker=True))

    with pytest.raises(ValuesNotPossible):
        generate_skus(
            product_id=dress.pk,
            value_ids_by_attribute={foreign.attribute_id: [foreign.pk]},
            actor=TESTS,
        )

    assert not Sku.objects.filter(product=dress).exists()


def test_a_matrix_that_nobody_can_keep_is_refused(dress, colour, size):
    many = [
        [AttributeValueFactory(attribute=attribute).pk for _ in range(15)]
        for attribute in (colour, size)
    ]

    with pytest.raises(TooManySkus):
        generate_skus(
            product_id=dress.pk,
            value_ids_by_attribute={colour.pk: many[0], size.pk: many[1]},
            actor=TESTS,
        )

    assert not Sku.objects.filter(product=dress).exists()
