import re

import pytest
from django.urls import reverse
from django.utils import timezone

from marketing.models import Review
from marketing.services.review_answers import answer_review
from shop.common.actors import person
from shop.work import work_for
from tests.cast import _signed_in, grant
from tests.factories.customers import UserFactory
from tests.factories.marketing import make_review
from tests.support.budget import statements

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-41")]

LIST = "admin:marketing_review_changelist"


@pytest.fixture
def moderator(db):
    return grant(UserFactory(staff=True), "marketing.view_review", "marketing.moderate_review")


@pytest.fixture
def service(db):
    return grant(UserFactory(staff=True), "marketing.view_review", "marketing.answer_review")


def decide(user, action, *reviews, **said):
    chosen = {"action": action, "_selected_action": [review.pk for review in reviews]}
    return _signed_in(user).post(reverse(LIST), chosen | said, follow=True)


def test_a_moderator_shows_many_at_once(moderator):
    reviews = [make_review(shown=False) for _ in range(3)]

    decide(moderator, "show", *reviews)

    assert Review.objects.shown().count() == 3
    assert reviews[0].history.get(to_state="shown").actor_user == moderator


@pytest.mark.parametrize(
    ("action", "shown", "state"), [("refuse", False, "refused"), ("hide", True, "hidden")]
)
def test_refusing_and_hiding_ask_for_the_reason(moderator, action, shown, state):
    review = make_review(shown=shown)

    asked = decide(moderator, action, review)
    assert 'name="reason"' in asked.text
    review.refresh_from_db()
    assert review.state != state

    decide(moderator, action, review, reason="含他人电话")
    review.refresh_from_db()
    assert review.state == state
    assert review.history.get(to_state=state).reason == "含他人电话"


def test_what_was_decided_already_is_told(moderator):
    shown = make_review()

    answer = decide(moderator, "show", shown)

    assert "decided on already" in answer.text


def test_service_answers_but_does_not_decide(service):
    review = make_review(stars=1)
    client = _signed_in(service)

    client.post(
        reverse("admin:marketing_review_answer", args=[review.pk]), {"text": "抱歉，已补发。"}
    )
    decide(service, "hide", review, reason="x")

    review.refresh_from_db()
    assert review.state == Review.State.SHOWN
    assert (review.answer.text, review.answer.author) == ("抱歉，已补发。", service)


def test_a_moderator_does_not_answer(moderator):
    review = make_review(stars=1)

    answer = _signed_in(moderator).post(
        reverse("admin:marketing_review_answer", args=[review.pk]), {"text": "好"}
    )

    assert answer.status_code == 403
    assert not hasattr(Review.objects.get(), "answer")


def test_who_may_do_nothing_sees_nothing(powerless_staff):
    assert _signed_in(powerless_staff).get(reverse(LIST)).status_code == 403


def test_bad_and_held_reviews_stand_on_the_work_list(clerk):
    bad = make_review(stars=2)
    make_review(shown=False, text="www.a.com")
    make_review(shown=False)  # shows by itself

    def waiting():
        found = {str(item.title): item.waiting.count for item in work_for(clerk, timezone.now())}
        return found["Bad reviews to answer"], found["Reviews to decide"]

    assert waiting() == (1, 1)
    answer_review(review_id=bad.pk, text="抱歉", actor=person(clerk.pk))
    assert waiting() == (0, 1)


@pytest.mark.parametrize("work", ["answer", "decide", "nonsense"])
def test_the_work_filters_open(clerk_client, work):
    make_review(stars=1, shown=False, text="www.a.com")

    assert clerk_client.get(reverse(LIST), {"work": work}).status_code == 200


def test_the_page_of_a_review_shows_text_as_text(clerk_client):
    review = make_review(text="<script>alert(1)</script>", pictures=("reviews/a.jpg",))

    page = clerk_client.get(reverse("admin:marketing_review_change", args=[review.pk])).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_costs_the_same_with_one_row_and_with_thirty(clerk_client):
    def cost():
        clerk_client.get(reverse(LIST))
        with statements() as made:
            assert clerk_client.get(reverse(LIST)).status_code == 200
        return made

    make_review(pictures=("reviews/a.jpg",))
    one = cost()
    for _ in range(29):
        make_review(pictures=("reviews/a.jpg",))
    thirty = cost()

    assert len(one) == len(thirty), "\n".join(thirty)


def test_a_moderator_decides_where_the_review_is_read(moderator):
    review = make_review(shown=True)
    client, page = _signed_in(moderator), reverse("admin:marketing_review_decide", args=[review.pk])

    offered = re.findall(r'name="to" value="(\w+)"', client.get(page).text)
    without_reason = client.post(page, {"to": "hidden", "reason": ""})
    review.refresh_from_db()
    before = review.state
    client.post(page, {"to": "hidden", "reason": "含他人电话"})

    review.refresh_from_db()
    assert offered == ["hidden"]
    assert (without_reason.status_code, before) == (200, "shown")
    assert review.state == "hidden"
    assert review.history.get(to_state="hidden").reason == "含他人电话"


def test_who_may_not_decide_is_refused_the_page(service):
    review = make_review(shown=False)

    answer = _signed_in(service).post(
        reverse("admin:marketing_review_decide", args=[review.pk]), {"to": "shown"}
    )

    review.refresh_from_db()
    assert (answer.status_code, review.state) == (403, "waiting")


def test_the_page_of_a_review_tells_its_state_and_its_past_in_local_time(moderator):
    review = make_review(shown=True)
    entry = review.history.order_by("pk").last()

    page = _signed_in(moderator).get(reverse("admin:marketing_review_change", args=[review.pk]))

    assert "(&#x27;shown&#x27;" not in page.text
    assert f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}" in page.text
