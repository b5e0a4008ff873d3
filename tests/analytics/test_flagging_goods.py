"""Goods that nobody buys or looks at: flagged from the figures, decided on by people."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from analytics.services.product_flags import flag_products
from catalog.models import Product, ProductFlag, ProductHistory
from catalog.policies import CatalogPolicies
from catalog.services.flags import decide_flag
from shop.celery import SCHEDULE
from shop.common.actors import person
from shop.common.errors import TransitionRefused
from shop.work import work_for
from tests.catalog.test_working_on_products import LIST
from tests.factories.analytics import add_line, make_order, see, seen
from tests.factories.catalog import ProductFactory, SkuFactory
from tests.support.policies import decide

pytestmark = pytest.mark.django_db

Kind = ProductFlag.Kind
Status = Product.Status
PRODUCT = "catalog:product-detail"


def on_shelf_for(**time):
    return ProductFactory(status=Status.LISTED, first_listed_at=timezone.now() - timedelta(**time))


def flagged(kind):
    rows = ProductFlag.objects.open().filter(kind=kind)
    return set(rows.values_list("product_id", flat=True))


def viewed(product, **ago):
    see(seen(page=PRODUCT, product_id=product.pk, at=timezone.now() - timedelta(**ago)))


def sold(product, **ago):
    at = timezone.now() - timedelta(**ago)
    add_line(make_order(placed_at=at, paid_at=at), sku=SkuFactory(product=product))


@pytest.mark.req("CAT-34")
def test_a_product_without_a_sale_for_thirty_days_is_slow_moving():
    slow, selling, once = (on_shelf_for(days=31) for _ in range(3))
    new = on_shelf_for(days=29)
    sold(selling, days=29)
    sold(once, days=31)

    flag_products()
    flag_products()

    assert flagged(Kind.NO_SALE) == {slow.pk, once.pk}
    assert new.pk not in flagged(Kind.NO_SALE)
    assert ProductFlag.objects.filter(product=slow).count() == 1


@pytest.mark.req("CAT-34")
def test_a_sale_or_a_taking_down_clears_the_flag():
    selling, gone = on_shelf_for(days=31), on_shelf_for(days=31)
    flag_products()

    sold(selling, minutes=1)
    Product.objects.filter(pk=gone.pk).update(status=Status.TAKEN_DOWN)
    flag_products()

    assert flagged(Kind.NO_SALE) == set()
    assert ProductFlag.objects.filter(cleared_at__isnull=False).count() == 2


@pytest.mark.req("CAT-34")
def test_the_days_count_from_the_last_time_it_came_on_the_shelf():
    product = on_shelf_for(days=90)
    ProductHistory.objects.create(
        product=product, axis="status", from_state="taken_down", to_state="listed",
        at=timezone.now() - timedelta(days=3), actor_process="tests",
    )  # fmt: skip

    flag_products()

    assert flagged(Kind.NO_SALE) == set()


@pytest.mark.req("CAT-35")
def test_a_product_that_nobody_looks_at_within_72_hours_of_listing_is_flagged():
    unseen, looked_at, new = on_shelf_for(hours=73), on_shelf_for(hours=73), on_shelf_for(hours=71)
    before = on_shelf_for(hours=73)
    viewed(looked_at, hours=72)
    viewed(before, hours=80)

    flag_products()

    assert flagged(Kind.NO_VIEW) == {unseen.pk, before.pk}
    assert new.pk not in flagged(Kind.NO_VIEW)
    viewed(unseen, minutes=1)
    flag_products()
    assert flagged(Kind.NO_VIEW) == {before.pk}


@pytest.mark.req("CAT-34", "CAT-35")
def test_the_numbers_are_the_operators_own():
    product = on_shelf_for(days=8)
    decide(CatalogPolicies, days_without_sale=7, hours_without_view=240)

    flag_products()

    assert (flagged(Kind.NO_SALE), flagged(Kind.NO_VIEW)) == ({product.pk}, set())


@pytest.mark.req("CAT-34")
def test_a_slow_seller_stays_on_the_work_list_until_somebody_decides(clerk, clerk_client):
    product = on_shelf_for(days=31)
    viewed(product, hours=1)
    flag_products()
    flag = ProductFlag.objects.get(product=product, kind=Kind.NO_SALE)

    def waiting():
        work = {str(item.title): item.waiting.count for item in work_for(clerk, timezone.now())}
        rows = clerk_client.get(LIST, {"flag": "no_sale"}).context["cl"].result_list
        return work["Slow-moving products: take down or clear"], [row.pk for row in rows]

    assert waiting() == (1, [product.pk])
    answer = {"decision": "clearance", "reason": "双十一清仓"}
    clerk_client.post(f"{LIST}{product.pk}/flag/{flag.pk}/", answer)
    flag_products()

    flag.refresh_from_db()
    assert waiting() == (0, [])
    assert (flag.decision, flag.decided_by, flag.cleared_at) == ("clearance", clerk, None)


@pytest.mark.req("CAT-34")
def test_what_is_kept_as_it_is_comes_back_only_after_a_further_period(clerk):
    product = on_shelf_for(days=31)
    flag_products()
    first = ProductFlag.objects.get(product=product, kind=Kind.NO_SALE)
    now = timezone.now()

    decide_flag(flag_id=first.pk, decision="keep", reason="换季", actor=person(clerk.pk), at=now)
    Product.objects.filter(pk=product.pk).update(status=Status.TAKEN_DOWN)
    flag_products(at=now + timedelta(days=1))
    Product.objects.filter(pk=product.pk).update(status=Status.LISTED)
    flag_products(at=now + timedelta(days=29))

    flags = ProductFlag.objects.filter(product=product, kind=Kind.NO_SALE)
    first.refresh_from_db()
    assert not flags.undecided().exists()
    assert (first.decided_by, first.kept_until) == (clerk, now + timedelta(days=30))
    flag_products(at=now + timedelta(days=30, minutes=1))
    assert flags.undecided().count() == 1
    assert flags.count() == 2


@pytest.mark.req("CAT-34")
def test_only_a_product_that_is_kept_has_a_day_to_come_back(clerk):
    product = on_shelf_for(days=31)
    flag_products()
    flag = ProductFlag.objects.get(product=product, kind=Kind.NO_SALE)
    decide(CatalogPolicies, days_kept=7)

    decide_flag(flag_id=flag.pk, decision="clearance", reason="清仓", actor=person(clerk.pk))

    assert ProductFlag.objects.get(pk=flag.pk).kept_until is None
    with pytest.raises(IntegrityError, match="flag_kept_by_decision"), transaction.atomic():
        ProductFlag.objects.update(kept_until=timezone.now())
    kept = decide_flag(flag_id=flag.pk, decision="keep", reason="再等等", actor=person(clerk.pk))
    assert kept.kept_until - kept.decided_at == timedelta(days=7)


@pytest.mark.req("CAT-34")
def test_a_flag_that_is_gone_is_not_decided_on(clerk):
    product = on_shelf_for(days=31)
    flag_products()
    sold(product, minutes=1)
    flag_products()
    flag = ProductFlag.objects.get(kind=Kind.NO_SALE)

    with pytest.raises(TransitionRefused):
        decide_flag(flag_id=flag.pk, decision="keep", reason="x", actor=person(clerk.pk))

    assert ProductFlag.objects.get(pk=flag.pk).decision == ""


def test_the_clock_flags_every_hour():
    assert SCHEDULE["flag-goods"]["task"] == "analytics.tasks.flag_goods"
