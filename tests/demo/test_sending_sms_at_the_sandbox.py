import pytest

from shop.common.channels.results import Outcome
from shop.common.channels.sms import sms_channel
from shop.common.models import Channel
from shop.common.wording import message_kinds, wordings
from shop.demo.loading.partners import connect

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "13912340001"


@pytest.fixture(autouse=True)
def _introduced(settings, sandbox):
    settings.SANDBOX_URL = sandbox.url
    settings.SITE_URL = "https://kaidian.example"
    connect()


@pytest.mark.req("CUS-14")
@pytest.mark.parametrize(
    "kind", [kind for kind in message_kinds() if kind.sms_template], ids=lambda kind: kind.key
)
def test_the_provider_takes_every_kind_of_sms(kind):
    link = "https://kaidian.example/account/orders/DD2026112200000001/"
    wording = wordings(kind, [Channel.SMS], "zh-hans")[Channel.SMS]
    values = dict.fromkeys(wording.placeholders, "888888") | {"link": link}

    result = sms_channel().send(
        phone=PHONE, template=wording.sms_template, params=wording.used(values), out_id="1"
    )

    assert (result.outcome, result.error_code) == (Outcome.SENT, "")


def test_the_sms_of_a_shipment_leads_to_the_order(sandbox):
    params = {"number": "DD1", "carrier": "圆通速递", "waybill": "YT1"}

    sms_channel().send(phone=PHONE, template="SMS_ORDER_SHIPPED", params=params, out_id="2")

    assert "https://kaidian.example/account/orders/DD1/" in sandbox.messages(PHONE)[0]["text"]
