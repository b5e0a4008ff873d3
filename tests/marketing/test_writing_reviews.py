import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from catalog.errors import PictureNotPossible
from catalog.models import Listing
from marketing.audits import ratings_agree
from marketing.errors import (
    ReasonMissing,
    ReviewAlreadyWritten,
    ReviewNotPossible,
    ReviewStepRefused,
)
from marketing.models import Review, ReviewPicture
from marketing.policies import ReviewPolicies
from marketing.selectors.ratings import rating_breakdown
from marketing.selectors.review_check import objections_to
from marketing.services.review_answers import answer_review
from marketing.services.review_pictures import store_review_picture
from marketing.services.reviews import (
    hide_review,
    refuse_review,
    show_review,
    show_when_due,
    write_review,
)
from marketing.tasks import show_due_reviews
from shop.common.actors import person
from shop.common.policies import set_policy
from tests.factories.catalog import ProductFactory
from tests.factories.marketing import TESTS, draft, make_review, photo

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-40")]


@pytest.fixture
def shirt():
    return ProductFactory(listed=True, price="59.00")


def row(product):
    return Listing.objects.get(pk=product.pk)


def test_a_review_waits_until_it_is_shown(shirt):
    review = make_review(shirt, shown=False)

    assert (review.state, row(shirt).rating_count) == (Review.State.WAITING, 0)
    show_review(review_id=review.pk, actor=TESTS)
    assert (row(shirt).rating, row(shirt).rating_count) == (Decimal("5.00"), 1)
    assert [entry.to_state for entry in review.history.order_by("pk")] == ["waiting", "shown"]


def test_only_shown_reviews_count_in_the_rating(shirt):
    for stars in (5, 4, 4):
        make_review(shirt, stars=stars)
    bad = make_review(shirt, stars=1)
    make_review(shirt, stars=1, shown=False)

    assert (row(shirt).rating, row(shirt).rating_count) == (Decimal("3.50"), 4)
    hide_review(review_id=bad.pk, reason="含他人电话", actor=TESTS)
    assert (row(shirt).rating, row(shirt).rating_count) == (Decimal("4.33"), 3)
    assert list(ratings_agree()) == []


def test_each_change_of_the_rating_counts_the_listings_version_once(shirt):
    before = row(shirt).version

    make_review(shirt, shown=False)
    assert row(shirt).version == before
    make_review(shirt)
    assert row(shirt).version == before + 1


def test_the_audit_finds_a_rating_that_nobody_gave(shirt):
    make_review(shirt)
    Listing.objects.filter(pk=shirt.pk).update(rating=Decimal("4.99"))

    assert [breach.subject for breach in ratings_agree()] == [f"product {shirt.pk}"]


def test_an_order_line_is_reviewed_once(shirt, customer):
    write_review(draft=draft(shirt, customer, order_line="A1-7"), actor=person(customer.pk))

    with pytest.raises(ReviewAlreadyWritten):
        write_review(draft=draft(shirt, customer, order_line="A1-7"), actor=person(customer.pk))

    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"stars": 0}, {"stars": 6}, {"text": "好" * 501}, {"pictures": tuple("abcdefghij")}],
    ids=["no star", "six stars", "too long", "ten photos"],
)
def test_what_does_not_fit_is_refused(shirt, customer, wrong):
    with pytest.raises(ReviewNotPossible):
        write_review(draft=draft(shirt, customer, **wrong), actor=person(customer.pk))

    assert not Review.objects.exists()


def test_the_database_refuses_a_tenth_photo_and_a_sixth_star(shirt):
    review = make_review(shirt)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewPicture.objects.create(review=review, image="a.jpg", position=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(stars=6)


@pytest.mark.parametrize(
    ("text", "is_clean"),
    [
        ("很好，三天就到了，2025年买的第3件", True),
        ("便宜货看 www.example.com", False),
        ("加 微-信 有优惠", False),
        ("电话 138 0013-8000", False),
        ("１３８００１３８０００", False),
    ],
)
def test_the_check_finds_links_numbers_and_banned_words(text, is_clean):
    assert (objections_to(text) == []) is is_clean


def test_a_clean_review_shows_by_itself_after_some_hours(shirt):
    review = make_review(shirt, shown=False, stars=1)
    soon = review.created_at + timedelta(minutes=119)
    ripe = review.created_at + timedelta(minutes=121)

    assert show_when_due(review_id=review.pk, actor=TESTS, at=soon) is False
    assert show_when_due(review_id=review.pk, actor=TESTS, at=ripe) is True
    assert show_when_due(review_id=review.pk, actor=TESTS, at=ripe) is False
    assert row(shirt).rating_count == 1


@pytest.mark.parametrize(
    "held", [{"text": "请看 https://a.example"}, {"pictures": ("reviews/a.jpg",)}]
)
def test_what_the_check_holds_waits_for_a_person(shirt, held):
    review = make_review(shirt, shown=False, at=timezone.now() - timedelta(days=3), **held)

    show_due_reviews()

    review.refresh_from_db()
    assert review.state == Review.State.WAITING


def test_a_clean_review_shows_at_once_when_the_policy_says_so(shirt, clerk):
    set_policy(group=ReviewPolicies, name="show_after_hours", value=0, actor=person(clerk.pk))

    assert make_review(shirt, shown=False).state == Review.State.SHOWN


def test_hiding_and_refusing_need_a_reason(shirt):
    shown, waiting = make_review(shirt), make_review(shirt, shown=False)

    with pytest.raises(ReasonMissing):
        hide_review(review_id=shown.pk, reason=" ", actor=TESTS)
    with pytest.raises(ReasonMissing):
        refuse_review(review_id=waiting.pk, reason="", actor=TESTS)

    assert row(shirt).rating_count == 1


def test_what_was_refused_is_not_refused_again(shirt):
    review = make_review(shirt, shown=False)
    refuse_review(review_id=review.pk, reason="广告", actor=TESTS)

    with pytest.raises(ReviewStepRefused):
        refuse_review(review_id=review.pk, reason="广告", actor=TESTS)

    assert review.history.count() == 2


@pytest.mark.req("CAT-41")
def test_a_bad_review_is_an_incident_until_it_is_answered(shirt, clerk):
    bad, good = make_review(shirt, stars=2), make_review(shirt, stars=3)

    assert list(Review.objects.incidents()) == [bad]
    answer_review(review_id=bad.pk, text="已为您补发，抱歉。", actor=person(clerk.pk))
    assert list(Review.objects.incidents()) == []
    assert bad.answer.text == "已为您补发，抱歉。"
    assert not hasattr(good, "answer")


def test_the_breakdown_counts_by_stars(shirt):
    for stars in (5, 5, 4, 1):
        make_review(shirt, stars=stars)
    make_review(shirt, stars=5, pictures=("reviews/a.jpg",))
    make_review(shirt, stars=1, shown=False)

    found = rating_breakdown(shirt.pk)

    assert [(share.stars, share.count) for share in found.shares] == [
        (5, 3), (4, 1), (3, 0), (2, 0), (1, 1),
    ]  # fmt: skip
    assert (found.rating.average, found.with_pictures) == (Decimal("4.00"), 1)
    assert found.positive_percent == 80


def test_a_photo_is_kept_without_what_the_camera_wrote(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretCamera", 6

    name = store_review_picture(file=photo(60, 40, exif=exif))

    with default_storage.open(name) as file:
        stored = file.read()
    picture = Image.open(io.BytesIO(stored))
    assert b"SecretCamera" not in stored
    assert not picture.getexif()
    assert picture.size == (40, 60)  # turned upright


def test_what_only_calls_itself_a_photo_is_refused(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    script = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    script.name = "photo.jpg"

    with pytest.raises(PictureNotPossible):
        store_review_picture(file=script)

    assert list(tmp_path.iterdir()) == []
