import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from shop.common.encryption import blind_index
from shop.common.messages import declare_message
from shop.common.models import Message, MessageTemplate, OutboxDelivery, OutboxEvent
from tests.factories.customers import UserFactory

pytestmark = pytest.mark.django_db

declare_message(
    key="tests.desk", channels=("sms",), subject="Order {number}", body="Order {number}: {link}"
)


@pytest.fixture
def desk(client):
    user = UserFactory(staff=True, is_superuser=True)
    client.force_login(user, backend="customers.backends.IdentityBackend")
    return client


def stored(state, **fields):
    return Message.objects.create(
        kind="tests.desk",
        channel="sms",
        dedup_key=f"{state}{fields}",
        state=state,
        address="13812341234",
        address_index=blind_index("13812341234"),
        **fields,
    )


def act(desk, model, action, *rows):
    page = reverse(f"admin:common_{model}_changelist")
    return desk.post(page, {"action": action, "_selected_action": [row.pk for row in rows]})


@pytest.mark.parametrize(
    ("state", "after"),
    [("failed", "queued"), ("unknown", "queued"), ("sent", "sent"), ("sending", "sending")],
)
def test_a_person_sends_again_what_did_not_go_out(desk, state, after):
    message = stored(state, sent_at=timezone.now())

    act(desk, "message", "send_again", message)

    message.refresh_from_db()
    assert message.state == after


def test_a_secret_is_not_sent_again(desk):
    message = stored("failed", is_secret=True)

    act(desk, "message", "send_again", message)

    message.refresh_from_db()
    assert message.state == "failed"


def test_a_queued_message_can_be_stopped(desk):
    message = stored("queued", next_attempt_at=timezone.now())

    act(desk, "message", "cancel", message)

    message.refresh_from_db()
    assert message.state == "cancelled"


def test_messages_are_found_by_a_whole_number_and_show_a_masked_one(desk):
    stored("sent", sent_at=timezone.now())

    page = reverse("admin:common_message_changelist")
    found = desk.get(page, {"q": "13812341234"}).content.decode()
    partly = desk.get(page, {"q": "1381234"}).content.decode()

    assert "138****1234" in found
    assert "138****1234" not in partly


def test_the_page_of_a_message_masks_the_number(desk):
    message = stored("sent", sent_at=timezone.now())

    shown = desk.get(reverse("admin:common_message_change", args=[message.pk])).content.decode()

    assert "138****1234" in shown
    assert "13812341234" not in shown


def wording(desk, body):
    form = {
        "kind": "tests.desk", "channel": "sms", "language": "zh-hans", "subject": "",
        "body": body, "sms_template": "SMS_2", "is_active": "on",
    }  # fmt: skip
    return desk.post(reverse("admin:common_messagetemplate_add"), form)


def test_operators_write_wording_with_the_names_of_the_kind(desk):
    wording(desk, "订单{number}已发货 {link}")

    assert MessageTemplate.objects.get().body == "订单{number}已发货 {link}"


def test_wording_with_an_unknown_name_is_refused(desk):
    answer = wording(desk, "订单{nummer}已发货")

    assert list(answer.context["adminform"].form.errors) == ["body"]
    assert not MessageTemplate.objects.exists()


def test_a_given_up_delivery_is_tried_again(desk):
    event = OutboxEvent.objects.create(name="x", payload={"a": 1}, occurred_at=timezone.now())
    row = OutboxDelivery.objects.create(
        event=event, subscriber="y", state="failed", attempts=12, next_attempt_at=timezone.now()
    )

    act(desk, "outboxdelivery", "try_again", row)

    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)


def test_a_form_carries_a_token_of_its_own():
    template = Template("{% load form_token %}{% form_token %}{% form_token given %}")

    fresh, kept = template.render(Context({"given": "abc"})).split("><")

    assert fresh.startswith('<input type="hidden" name="form_token" value="')
    assert kept == 'input type="hidden" name="form_token" value="abc">'
