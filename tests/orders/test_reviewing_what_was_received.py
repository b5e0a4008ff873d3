from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from marketing.models import Review
from marketing.services.reviews import refuse_review
from orders.models import Order
from orders.services.receipt import confirm_receipt
from shop.common.actors import person
from tests.factories.marketing import TESTS, photo
from tests.factories.orders import place

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-40")]


def received(customer, **facts):
    order = place(customer)
    Order.objects.filter(pk=order.pk).update(fulfilment=Order.Fulfilment.SHIPPED)
    confirm_receipt(order_id=order.pk, actor=person(customer.pk))
    Order.objects.filter(pk=order.pk).update(**facts)
    return order.lines.get()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(line):
    return f"/account/orders/{line.order.number}/lines/{line.pk}/review/"


def send(client, line, **changes):
    facts = {"stars": "4", "text": "穿着舒服", "photos": [photo(), photo()]} | changes
    return client.post(address(line), facts)


def test_a_buyer_reviews_what_was_received(customer, customer_client):
    line = received(customer)
    assert customer_client.get(address(line)).status_code == 200

    answer = send(customer_client, line)

    assert answer.status_code == 302
    review = Review.objects.get()
    assert (review.stars, review.text, review.author) == (4, "穿着舒服", customer)
    assert review.order_line == f"{line.order.number}-{line.pk}"
    assert review.product_id == line.sku.product_id
    assert review.pictures.count() == 2
    assert review.author_name == "小*"


def test_a_line_is_reviewed_once(customer, customer_client):
    line = received(customer)
    send(customer_client, line)

    send(customer_client, line, text="再来一次")

    assert Review.objects.get().text == "穿着舒服"
    assert "穿着舒服" in customer_client.get(address(line)).text


def test_what_did_not_arrive_cannot_be_reviewed(customer, customer_client):
    line = place(customer).lines.get()

    assert send(customer_client, line).status_code == 404
    assert not Review.objects.exists()


def test_what_another_bought_cannot_be_reviewed(customer, other_client, client):
    line = received(customer)

    assert send(other_client, line).status_code == 404
    assert send(client, line).status_code == 302  # to the log-in
    assert not Review.objects.exists()


def test_reviews_are_written_within_some_months(customer, customer_client):
    line = received(customer, received_at=timezone.now() - timedelta(days=181))

    assert send(customer_client, line).status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"stars": ""}, "one to five stars"),
        ({"stars": "6"}, "Select a valid choice"),
        ({"text": "好" * 501}, "at most 500"),
        ({"photos": [photo() for _ in range(10)]}, "At most 9"),
    ],
    ids=["no stars", "six stars", "too long", "ten photos"],
)
def test_what_is_wrong_is_said_beside_the_field(customer, customer_client, wrong, said):
    line = received(customer)

    answer = send(customer_client, line, **wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert not Review.objects.exists()


@pytest.mark.req("CAT-40")
def test_a_script_that_calls_itself_a_photo_is_refused(customer, customer_client, tmp_path):
    line = received(customer)
    script = BytesIO(b"<svg><script>alert(1)</script></svg>")
    script.name = "<script>.jpg"

    answer = send(customer_client, line, photos=[photo(), script])

    assert answer.status_code == 422
    assert "<script>." not in answer.text
    assert not Review.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_order_leads_to_the_review_and_back(customer, customer_client):
    line = received(customer)
    order_page = f"/account/orders/{line.order.number}/"
    assert address(line) in customer_client.get(order_page).text
    assert "#goods" in customer_client.get("/account/orders/").text

    send(customer_client, line)

    assert "Your review" in customer_client.get(order_page).text
    assert "#goods" not in customer_client.get("/account/orders/").text


def test_the_author_sees_that_a_review_was_refused(customer, customer_client):
    line = received(customer)
    send(customer_client, line)
    refuse_review(review_id=Review.objects.get().pk, reason="广告", actor=TESTS)

    assert "cannot read this review" in customer_client.get(address(line)).text
