"""Pre-sales: their terms, and that nothing goes on pre-sale without them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.errors import PreSaleTermsMissing, PreSaleTermsNotPossible
from catalog.models import ListingStep, PreSaleTerms, Product
from catalog.services.pre_sale import save_pre_sale_terms
from catalog.services.publishing import list_product
from tests.factories.catalog import TESTS, PreSaleTermsFactory, approve_as_it_is, complete_product

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-28")]

Status = Product.Status


def terms(**changes):
    now = timezone.now()
    return {
        "deposit": Decimal("20.00"), "balance_from": now + timedelta(days=10),
        "balance_until": now + timedelta(days=17), "ships_by": None, "ships_within_days": 15,
    } | changes  # fmt: skip


def test_a_product_goes_on_pre_sale_only_with_its_terms():
    product = complete_product(Status.APPROVED)

    with pytest.raises(PreSaleTermsMissing):
        list_product(product_id=product.pk, pre_sale=True, actor=TESTS)
    assert Product.objects.get(pk=product.pk).status == Status.APPROVED
    save_pre_sale_terms(product_id=product.pk, actor=TESTS, **terms())
    approve_as_it_is(product)
    list_product(product_id=product.pk, pre_sale=True, actor=TESTS)

    assert Product.objects.get(pk=product.pk).status == Status.PRE_SALE


def test_terms_that_have_run_out_are_none():
    product = complete_product(Status.APPROVED)
    past = timezone.now() - timedelta(days=1)
    PreSaleTermsFactory(product=product, balance_from=past - timedelta(days=3), balance_until=past)
    approve_as_it_is(product)

    with pytest.raises(PreSaleTermsMissing):
        list_product(product_id=product.pk, pre_sale=True, actor=TESTS)

    assert Product.objects.get(pk=product.pk).status == Status.APPROVED


def test_a_pre_sale_needs_no_stock_yet():
    product = complete_product(Status.APPROVED)
    ListingStep.objects.filter(product=product).delete()
    PreSaleTermsFactory(product=product)
    approve_as_it_is(product)

    list_product(product_id=product.pk, pre_sale=True, actor=TESTS)

    assert Product.objects.get(pk=product.pk).status == Status.PRE_SALE


@pytest.mark.parametrize(
    "wrong",
    [
        {"deposit": Decimal("59.00")}, {"deposit": Decimal("0.00")},
        {"balance_until": timezone.now()}, {"ships_within_days": None},
        {"ships_by": timezone.localdate() + timedelta(days=40)},
        {"ships_within_days": None, "ships_by": timezone.localdate()},
    ],
    ids=["whole price", "nothing", "no time", "no rule", "two rules", "ships too early"],
)  # fmt: skip
def test_contradicting_terms_are_refused(wrong):
    product = complete_product(price="59.00")

    with pytest.raises(PreSaleTermsNotPossible):
        save_pre_sale_terms(product_id=product.pk, actor=TESTS, **terms(**wrong))

    assert not PreSaleTerms.objects.exists()


def test_the_database_refuses_them_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        PreSaleTermsFactory(ships_within_days=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreSaleTermsFactory(deposit=Decimal("0.00"))


def test_the_terms_are_entered_on_a_page_of_the_product(clerk_client):
    product = complete_product()
    address = f"/admin/catalog/product/{product.pk}/pre-sale/"
    answers = {
        "deposit": "20", "balance_from_0": "2030-06-01", "balance_from_1": "10:00",
        "balance_until_0": "2030-06-07", "balance_until_1": "22:00", "ships_within_days": "15",
    }  # fmt: skip

    refused = clerk_client.post(address, answers | {"deposit": "60"})
    clerk_client.post(address, answers)

    assert refused.context["form"].non_field_errors()
    assert PreSaleTerms.objects.get().deposit == Decimal("20.00")
    assert clerk_client.get(address).context["form"]["deposit"].value() == Decimal("20.00")


def test_shoppers_read_the_terms_before_they_buy(client):
    product = complete_product(Status.APPROVED)
    save_pre_sale_terms(product_id=product.pk, actor=TESTS, **terms())
    approve_as_it_is(product)
    list_product(product_id=product.pk, pre_sale=True, actor=TESTS)

    page = client.get(f"/p/{product.slug}-{product.number}/", follow=True).content.decode()

    last_day = terms()["balance_until"] + timedelta(days=15)
    assert f"ships by {timezone.localtime(last_day):%Y-%m-%d}" in page
    assert "The whole price is paid with the order." in page
    assert "¥20.00" not in page
