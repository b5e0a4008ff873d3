"""Documents that sensitive goods need: without one no listing, and none on the shelf."""

import io
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from catalog.errors import (
    MoveNeedsDocuments,
    QualificationMissing,
    QualificationNotPossible,
    ScanNotPossible,
)
from catalog.events import ProductTakenDown
from catalog.models import Category, Listing, Product, Qualification, QualificationKind
from catalog.selectors.qualifications import unqualified_products
from catalog.services.categories import move_category
from catalog.services.products import update_product
from catalog.services.publishing import list_due_product, list_product, schedule_listing
from catalog.services.qualifications import (
    add_qualification,
    enforce_qualifications,
    withdraw_qualification,
)
from catalog.tasks import take_down_unqualified, warn_of_qualifications
from orders.services.cart import add_to_cart
from orders.types import CartOwner
from shop.common.errors import DomainError
from shop.common.models import Message, OutboxEvent
from shop.work import work_for
from tests.cast import grant
from tests.factories.catalog import (
    TESTS,
    CategoryFactory,
    ProductFactory,
    QualificationFactory,
    complete_product,
)
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-24", "CAT-25")]

ENGLISH = {"accept-language": "en"}
Status = Product.Status
Scope = QualificationKind.Scope
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _private(monkeypatch, tmp_path):
    monkeypatch.setattr(storages["private"], "_location", tmp_path, raising=False)
    for name in ("base_location", "location"):
        storages["private"].__dict__.pop(name, None)


@pytest.fixture
def food():
    """A category whose goods need a licence of the shop, with one below it."""
    top = CategoryFactory(name="食品")
    kind = QualificationKind.objects.create(name="食品经营许可证")
    kind.categories.add(top)
    return CategoryFactory(parent=CategoryFactory(parent=top)), kind


def _move(category, target):
    move_category(category_id=category.pk, target_id=target.pk, position="last-child", actor=TESTS)


def status(product):
    return Product.objects.get(pk=product.pk).status


def taken_down_events():
    return OutboxEvent.objects.filter(name=ProductTakenDown.name()).count()


def test_without_a_qualification_nothing_is_listed_in_the_category_or_below(food):
    category, kind = food
    product = complete_product(Status.APPROVED, category=category)

    with pytest.raises(QualificationMissing, match="食品经营许可证"):
        list_product(product_id=product.pk, actor=TESTS)
    with pytest.raises(QualificationMissing):
        schedule_listing(product_id=product.pk, at=timezone.now() + timedelta(hours=1), actor=TESTS)
    assert status(product) == Status.APPROVED
    QualificationFactory(kind=kind)
    list_product(product_id=product.pk, actor=TESTS)

    assert status(product) == Status.LISTED


def test_a_document_for_each_product_serves_no_other(food):
    category, kind = food
    QualificationKind.objects.filter(pk=kind.pk).update(scope=Scope.PRODUCT)
    mine, other = (complete_product(Status.APPROVED, category=category) for _ in range(2))
    QualificationFactory(kind=kind, product=mine)

    list_product(product_id=mine.pk, actor=TESTS)
    with pytest.raises(QualificationMissing):
        list_product(product_id=other.pk, actor=TESTS)

    assert (status(mine), status(other)) == (Status.LISTED, Status.APPROVED)


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [(-10, 0, True), (-10, None, True), (0, 10, True), (-10, -1, False), (1, 10, False)],
    ids=["last day", "no end", "first day", "ended", "not yet"],
)
def test_a_document_holds_from_its_first_to_its_last_day(food, begins, ends, holds):
    category, kind = food
    product = ProductFactory(listed=True, category=category)
    QualificationFactory(
        kind=kind,
        valid_from=TODAY() + timedelta(days=begins),
        valid_until=None if ends is None else TODAY() + timedelta(days=ends),
    )

    assert unqualified_products(TODAY()) == ([] if holds else [product.pk])


def test_goods_are_taken_down_on_the_day_after_the_last(food):
    category, kind = food
    product = ProductFactory(listed=True, category=category, price="9.00")
    harmless = ProductFactory(listed=True, category=CategoryFactory(parent=CategoryFactory()))
    QualificationFactory(kind=kind, valid_until=TODAY())

    take_down_unqualified()
    assert status(product) == Status.LISTED
    midnight = timezone.make_aware(
        datetime.combine(TODAY() + timedelta(days=1), datetime.min.time())
    )
    with time_machine.travel(midnight + timedelta(minutes=1)):
        take_down_unqualified()
        take_down_unqualified()

    assert (status(product), status(harmless)) == (Status.TAKEN_DOWN, Status.LISTED)
    assert product.history.latest("pk").actor_process == "catalog.take_down_unqualified"
    assert not Listing.objects.get(pk=product.pk).is_live
    assert taken_down_events() == 1
    with pytest.raises(DomainError):
        add_to_cart(owner=CartOwner(token="t"), sku_id=product.skus.get().pk, quantity=1)


def test_a_withdrawn_document_takes_its_goods_down_in_the_same_transaction(food):
    category, kind = food
    goods = [ProductFactory(listed=True, category=category) for _ in range(2)]
    row = QualificationFactory(kind=kind)

    with transaction.atomic():
        withdraw_qualification(qualification_id=row.pk, reason="吊销", actor=TESTS)
        transaction.set_rollback(True)
    assert [status(product) for product in goods] == [Status.LISTED] * 2
    found = withdraw_qualification(qualification_id=row.pk, reason="吊销", actor=TESTS)
    again = withdraw_qualification(qualification_id=row.pk, reason="吊销", actor=TESTS)

    assert (found, again) == (sorted(product.pk for product in goods), [])
    assert [status(product) for product in goods] == [Status.TAKEN_DOWN] * 2
    assert taken_down_events() == 2


def test_a_second_document_keeps_the_goods_on_the_shelf(food):
    category, kind = food
    product = ProductFactory(listed=True, category=category)
    first, _second = QualificationFactory.create_batch(2, kind=kind)

    withdraw_qualification(qualification_id=first.pk, reason="换证", actor=TESTS)

    assert status(product) == Status.LISTED


def test_a_scheduled_product_without_its_document_waits_as_approved(food):
    category, _kind = food
    past = timezone.now() - timedelta(minutes=1)
    product = complete_product(Status.SCHEDULED, category=category, scheduled_at=past)

    list_due_product(product_id=product.pk, actor=TESTS)

    assert status(product) == Status.APPROVED
    assert "食品经营许可证" in product.history.latest("pk").reason


def test_a_listed_product_does_not_slip_into_a_category_that_needs_a_document(food):
    category, _kind = food
    product = ProductFactory(listed=True)

    with pytest.raises(QualificationMissing):
        update_product(product_id=product.pk, category_id=category.pk, actor=TESTS)

    assert Product.objects.get(pk=product.pk).category_id == product.category_id


def test_a_category_with_goods_on_sale_does_not_move_under_one_that_needs_a_document(food):
    category, kind = food
    plain = CategoryFactory()
    product = ProductFactory(category=plain, listed=True)
    was_at = plain.path

    with pytest.raises(MoveNeedsDocuments, match=product.number):
        _move(plain, category)

    assert Category.objects.get(pk=plain.pk).path == was_at
    QualificationFactory(kind=kind)
    _move(plain, category)
    assert unqualified_products(timezone.localdate()) == []
    assert Listing.objects.get(pk=product.pk).category_path.startswith(category.path)


def test_goods_that_are_not_on_sale_do_not_hinder_a_move(food):
    category, _kind = food
    plain = CategoryFactory()
    ProductFactory(category=plain)

    _move(plain, category)

    assert Category.objects.get(pk=plain.pk).path.startswith(category.path)


def test_the_back_office_says_why_a_category_stays_where_it_is(food, clerk_client):
    category, _kind = food
    plain = CategoryFactory()
    product = ProductFactory(category=plain, listed=True)
    data = {
        "name": plain.name, "slug": plain.slug, "position": "last-child", "target": category.pk,
    }  # fmt: skip

    answer = clerk_client.post(
        f"/admin/catalog/category/{plain.pk}/change/", data, follow=True, headers=ENGLISH
    )

    assert (
        f"1 listed product lacks a qualification that the new place requires: {product.number}"
        in (answer.content.decode())
    )
    assert Category.objects.get(pk=plain.pk).path == plain.path


def test_whoever_requires_a_new_document_is_told_what_will_be_taken_down(food, clerk_client):
    plain = CategoryFactory()
    ProductFactory(category=plain, listed=True)
    data = {"name": "化妆品备案凭证", "scope": "shop", "categories": [plain.pk]}

    page = clerk_client.post(
        "/admin/catalog/qualificationkind/add/", data, follow=True, headers=ENGLISH
    )

    assert "1 listed product lacks a document that its category requires" in page.content.decode()


def test_goods_of_a_kind_newly_required_are_found_by_the_clock(food):
    category, _kind = food
    product = ProductFactory(listed=True, category=category)

    assert enforce_qualifications(actor=TESTS) == [product.pk]


def test_the_staff_is_warned_once_thirty_days_before(food):
    _category, kind = food
    keeper = grant(UserFactory(staff=True), "catalog.change_qualification")
    UserFactory(staff=True)
    soon = QualificationFactory(kind=kind, valid_until=TODAY() + timedelta(days=30))
    other = QualificationKind.objects.create(name="化妆品备案")
    QualificationFactory(kind=other, valid_until=TODAY() + timedelta(days=31))

    warn_of_qualifications()
    warn_of_qualifications()

    told = Message.objects.filter(kind="catalog.qualification_ends")
    assert [(row.recipient_id, soon.number in row.subject) for row in told] == [(keeper.pk, True)]


def test_a_renewed_document_is_warned_of_no_more(food, clerk):
    _category, kind = food
    QualificationFactory(kind=kind, valid_until=TODAY() + timedelta(days=5))
    work = {str(item.title): item.waiting.count for item in work_for(clerk, timezone.now())}
    assert work["Qualifications that end soon or have ended"] == 1

    QualificationFactory(kind=kind, valid_until=TODAY() + timedelta(days=400))
    warn_of_qualifications()

    work = {str(item.title): item.waiting.count for item in work_for(clerk, timezone.now())}
    assert work["Qualifications that end soon or have ended"] == 0
    assert not Message.objects.exists()


def picture():
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "PNG")
    return file.getvalue()


def said(kind, **changes):
    return {
        "kind_id": kind.pk, "product_id": None, "number": "JY1", "valid_from": TODAY(),
        "valid_until": None, "scan": io.BytesIO(picture()), "actor": TESTS,
    } | changes  # fmt: skip


def test_a_scan_is_looked_at_by_its_content(food):
    _category, kind = food

    with pytest.raises(ScanNotPossible):
        add_qualification(**said(kind, scan=io.BytesIO(b"<script>")))
    assert not Qualification.objects.exists()
    row = add_qualification(**said(kind, scan=io.BytesIO(b"%PDF-1.7 ...")))

    assert row.scan.endswith(".pdf")


@pytest.mark.parametrize(
    "wrong",
    [{"valid_until": TODAY() - timedelta(days=1)}, {"product_id": 1}],
    ids=["ends before it begins", "of the shop with a product"],
)
def test_what_does_not_fit_is_refused(food, wrong):
    _category, kind = food

    with pytest.raises(QualificationNotPossible):
        add_qualification(**said(kind, **wrong))

    assert not Qualification.objects.exists()


def test_the_database_refuses_an_end_before_the_beginning(food):
    with pytest.raises(IntegrityError), transaction.atomic():
        QualificationFactory(kind=food[1], valid_until=TODAY() - timedelta(days=900))


def test_a_document_is_entered_in_the_back_office_and_its_scan_is_for_staff_only(
    food, clerk_client, client, powerless_staff
):
    _category, kind = food
    address = "/admin/catalog/qualification/"
    fields = {"kind": kind.pk, "product": "", "number": "JY1", "valid_from": "2026-01-01"}
    fake = SimpleUploadedFile("a.pdf", b"<script>", "application/pdf")
    file = SimpleUploadedFile("a.png", picture(), "image/png")

    refused = clerk_client.post(f"{address}add/", fields | {"file": fake})
    clerk_client.post(f"{address}add/", fields | {"file": file})

    assert "file" in refused.context["adminform"].form.errors
    row = Qualification.objects.get()
    scan = f"{address}{row.pk}/scan/"
    answer = clerk_client.get(scan)
    assert b"".join(answer.streaming_content) == picture()
    assert answer["Content-Disposition"].startswith("attachment")
    stranger = Client()
    stranger.force_login(powerless_staff, backend="customers.backends.IdentityBackend")
    assert stranger.get(scan).status_code == 403
    assert client.get(scan).status_code == 302
    assert client.get(f"/media/{row.scan}").status_code == 404
    assert clerk_client.get(address, {"ends": "soon"}).status_code == 200
    assert clerk_client.get(f"{address}{row.pk}/change/").status_code == 200


def test_a_document_is_withdrawn_with_a_reason(food, clerk_client):
    category, kind = food
    product = ProductFactory(listed=True, category=category)
    row = QualificationFactory(kind=kind)
    address = f"/admin/catalog/qualification/{row.pk}/withdraw/"

    clerk_client.post(address, {"reason": ""})
    assert status(product) == Status.LISTED
    clerk_client.post(address, {"reason": "吊销"})

    assert status(product) == Status.TAKEN_DOWN
    assert Qualification.objects.get().withdrawn_because == "吊销"


def test_a_document_from_a_day_to_come_is_not_shown_as_valid(clerk_client):
    row = QualificationFactory(valid_from=TODAY() + timedelta(days=1))

    page = clerk_client.get(f"/admin/catalog/qualification/{row.pk}/change/", headers=ENGLISH)

    assert "not valid yet" in page.text
    row.valid_from = TODAY()
    row.save()
    page = clerk_client.get(f"/admin/catalog/qualification/{row.pk}/change/", headers=ENGLISH)
    assert "not valid yet" not in page.text
