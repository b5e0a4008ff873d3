"""Paying inside WeChat: its own log-in says who pays, between the pay page and the bridge."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from payments.gateways import wechat_log_in
from payments.gateways.wechat import WeChat
from payments.models import PaymentAttempt
from payments.services.account_trials import try_account
from payments.types import Departure, DepartureKind, TradeReport, TradeState
from shop.common.selectors import forget_provider_accounts
from shop.common.transport import HttpAnswer, ProviderUnavailable
from shop.common.trials import last_trial
from tests.factories.payments import make_plan
from tests.factories.wechat import make_wechat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01", "PAY-08")]

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Mobile/15E148 MicroMessenger/8.0.50"
OFFICIAL = {
    "app_secret": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "log_in_page": "https://open.weixin.example/connect/oauth2/authorize",
    "log_in_api": "https://api.weixin.example/sns/oauth2/access_token",
}
OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"


class Log:
    """What WeChat is asked, and what it says: of the code, then of the trade."""

    def __init__(self) -> None:
        self.said: object = {"access_token": "t", "openid": OPENID, "scope": "snsapi_base"}
        self.asked: list[dict[str, str]] = []
        self.payers: list[str] = []

    def get(self, url, *, params, timeout, max_bytes):
        self.asked.append({"url": url, **params})
        assert sum(timeout) < 10
        if isinstance(self.said, Exception):
            raise self.said
        return HttpAnswer(status=200, body=json.dumps(self.said).encode(), headers={})

    def create(self, request):
        self.payers.append(request.payer_id)
        return Departure(kind=DepartureKind.BRIDGE, fields={"package": "prepay_id=wx1"})


@pytest.fixture
def wechat(monkeypatch) -> Log:
    make_wechat(**OFFICIAL)
    log = Log()
    monkeypatch.setattr(wechat_log_in, "http_get", log.get)
    monkeypatch.setattr(WeChat, "create", lambda _self, request: log.create(request))
    return log


@pytest.fixture
def inside(client, customer):
    """A customer in WeChat's own browser, with an order to pay."""
    make_plan(customer=customer)
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    client.defaults["HTTP_USER_AGENT"] = AGENT
    return client


def ways(inside) -> list[str]:
    return re.findall(r'name="way"\s+value="([^"]+)"', inside.get("/pay/DD1/").text)


def set_out(inside):
    return inside.post("/pay/DD1/start/", {"way": "wechat:jsapi"})


def state_of(left) -> str:
    return str(parse_qs(urlsplit(left.url).query)["state"][0])


def come_back(inside, reference: str = "DD1", **said: str):
    return inside.get(f"/pay/{reference}/payer/", said)


@pytest.mark.parametrize("missing", [None, *OFFICIAL])
def test_the_bridge_is_offered_where_the_account_is_filled_in(inside, missing):
    make_wechat(**{name: value for name, value in OFFICIAL.items() if name != missing})

    if missing is None:
        assert ways(inside) == ["wechat:jsapi", "wechat:native"]
    else:
        assert ways(inside) == ["wechat:native"]
        assert set_out(inside).status_code == 422


def test_who_pays_is_asked_silently_only_once_the_way_is_chosen(wechat, inside):
    inside.get("/pay/DD1/")
    left = set_out(inside)

    address = urlsplit(left.url)
    assert left.status_code == 302
    assert left.url.startswith(f"{OFFICIAL['log_in_page']}?appid=wxd678efh567hg6787&redirect_uri=")
    assert address.fragment == "wechat_redirect"
    assert list(parse_qs(address.query)) == [
        *("appid", "redirect_uri", "response_type", "scope", "state")
    ]
    assert parse_qs(address.query)["scope"] == ["snsapi_base"]
    assert parse_qs(address.query)["redirect_uri"][0].endswith("/pay/DD1/payer/")
    assert wechat.asked == []
    assert not PaymentAttempt.objects.exists()


def test_the_code_becomes_a_payer_and_the_bridge_opens(wechat, inside, caplog):
    left = set_out(inside)

    back = come_back(inside, code="C1", state=state_of(left))

    assert (back.status_code, back.url) == (302, "/pay/DD1/departure/")
    assert wechat.asked == [
        {
            "url": OFFICIAL["log_in_api"],
            "appid": "wxd678efh567hg6787",
            "secret": OFFICIAL["app_secret"],
            "code": "C1",
            "grant_type": "authorization_code",
        }
    ]
    assert wechat.payers == [OPENID]
    assert "prepay_id=wx1" in inside.get(back.url).text
    assert OPENID not in caplog.text


def test_a_known_payer_is_not_asked_again_but_by_another_account(wechat, inside):
    come_back(inside, code="C1", state=state_of(set_out(inside)))
    PaymentAttempt.objects.update(departure={})

    assert set_out(inside).url == "/pay/DD1/departure/"
    assert len(wechat.asked) == 1

    make_wechat(**OFFICIAL, app_id="wx-another")
    forget_provider_accounts()

    assert "appid=wx-another" in set_out(inside).url


def begun(inside) -> PaymentAttempt:
    """A payment whose bridge is open to who WeChat says holds the browser."""
    come_back(inside, code="C1", state=state_of(set_out(inside)))
    attempt: PaymentAttempt = PaymentAttempt.objects.latest("pk")
    return attempt


@pytest.fixture
def closed(monkeypatch) -> list[str]:
    numbers: list[str] = []

    def close(_self, trade) -> TradeReport:
        numbers.append(trade.out_trade_no)
        return TradeReport(out_trade_no=trade.out_trade_no, state=TradeState.NOT_FOUND)

    monkeypatch.setattr(WeChat, "close", close)
    return numbers


@pytest.mark.parametrize(
    "changes", [{"app_id": "wx-another"}, {"merchant_id": "1900000999"}], ids=["app", "merchant"]
)
def test_a_payment_goes_on_under_another_account_by_a_new_number(wechat, inside, closed, changes):
    first = begun(inside)
    make_wechat(**OFFICIAL, **changes)
    forget_provider_accounts()

    shown = inside.get("/pay/DD1/departure/")
    left = set_out(inside)
    if "state=" in left.url:  # another official account knows its payers by other numbers
        come_back(inside, code="C2", state=state_of(left))

    second = PaymentAttempt.objects.latest("pk")
    first.refresh_from_db()
    assert shown.url == "/pay/DD1/"
    assert len(wechat.payers) == 2
    assert second.out_trade_no != first.out_trade_no
    assert (first.state, second.state, closed) == ("closed", "pending", [first.out_trade_no])
    assert inside.get("/pay/DD1/departure/").status_code == 200


def test_a_payment_goes_on_for_another_payer_by_a_new_number(wechat, inside, closed):
    first = begun(inside)
    session = inside.session
    del session["wechat_openids"]  # the same customer, in somebody else's WeChat
    session.save()
    wechat.said = {"openid": "oSomebodyElse"}

    shown = inside.get("/pay/DD1/departure/")
    second = begun(inside)

    first.refresh_from_db()
    assert shown.url == "/pay/DD1/"
    assert wechat.payers == [OPENID, "oSomebodyElse"]
    assert second.out_trade_no != first.out_trade_no
    assert (first.state, closed) == ("closed", [first.out_trade_no])


def test_what_cannot_be_closed_keeps_its_number_to_itself(wechat, inside, monkeypatch):
    first = begun(inside)
    PaymentAttempt.objects.update(made_under="f" * 32)

    def close(_self, _trade) -> TradeReport:
        raise ProviderUnavailable

    monkeypatch.setattr(WeChat, "close", close)
    set_out(inside)

    second = PaymentAttempt.objects.latest("pk")
    first.refresh_from_db()
    assert second.out_trade_no != first.out_trade_no
    assert (first.state, len(wechat.payers)) == ("pending", 2)


def test_new_keys_of_the_same_account_leave_a_payment_as_it_is(wechat, inside, closed):
    first = begun(inside)
    make_wechat(**OFFICIAL, api_v3_key="f" * 32)
    forget_provider_accounts()

    assert set_out(inside).url == "/pay/DD1/departure/"

    assert PaymentAttempt.objects.get().out_trade_no == first.out_trade_no
    assert (wechat.payers, closed) == ([OPENID], [])


def test_what_was_begun_before_accounts_were_remembered_goes_on(wechat, inside, closed):
    first = begun(inside)
    PaymentAttempt.objects.update(made_under="")

    assert set_out(inside).url == "/pay/DD1/departure/"

    assert PaymentAttempt.objects.get().pk == first.pk


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param({"errcode": 40163, "errmsg": "code been used"}, "is over", id="used"),
        pytest.param({"errcode": 40029, "errmsg": "invalid code"}, "is over", id="unknown"),
        pytest.param({"errcode": 40125}, "did not say who pays", id="wrong secret"),
        pytest.param({"openid": ["o"]}, "could not be read", id="no openid"),
        pytest.param({"openid": "o" * 129}, "could not be read", id="too long"),
        pytest.param([], "could not be read", id="a list"),
        pytest.param(ProviderUnavailable(), "not reachable", id="away"),
    ],
)
def test_what_wechat_will_not_say_is_said_and_the_other_ways_stay(wechat, inside, said, words):
    wechat.said = said

    page = come_back(inside, code="C1", state=state_of(set_out(inside)))

    assert page.status_code == 422
    assert words in page.text
    assert 'value="wechat:native"\n                       checked' in page.text
    assert not PaymentAttempt.objects.exists()
    assert state_of(set_out(inside))


def test_a_payer_who_refuses_comes_back_without_a_code(wechat, inside):
    page = come_back(inside, state=state_of(set_out(inside)))

    assert page.status_code == 422
    assert "did not say who pays" in page.text
    assert wechat.asked == []


def test_a_state_counts_once(wechat, inside):
    wechat.said = {"errcode": 40029}
    state = state_of(set_out(inside))
    come_back(inside, code="C1", state=state)

    again = come_back(inside, code="C1", state=state)

    assert (again.status_code, len(wechat.asked)) == (422, 1)
    assert "is over" in again.text


def test_going_back_to_a_step_that_worked_leads_to_the_pay_page(wechat, inside):
    state = state_of(set_out(inside))
    come_back(inside, code="C1", state=state)

    assert come_back(inside, code="C1", state=state).url == "/pay/DD1/"
    assert len(wechat.asked) == 1


def test_a_state_of_another_payment_or_session_is_worth_nothing(wechat, inside, customer):
    make_plan(reference="DD2", customer=customer)
    state = state_of(set_out(inside))

    pages = [
        come_back(inside, "DD2", code="C1", state=state),
        come_back(inside, code="C1", state="f" * 32),
        come_back(inside, code="C1"),
    ]

    assert [page.status_code for page in pages] == [422, 422, 422]
    assert wechat.asked == []
    assert not PaymentAttempt.objects.exists()


def test_nobody_comes_back_to_the_payment_of_another(wechat, inside):
    make_plan(reference="DD3")

    assert come_back(inside, "DD3", code="C1", state="f" * 32).status_code == 404


def test_two_pages_may_be_on_their_way_at_once(wechat, inside):
    first, second = state_of(set_out(inside)), state_of(set_out(inside))

    assert come_back(inside, code="C1", state=first).url == "/pay/DD1/departure/"
    assert come_back(inside, code="C2", state=second).url == "/pay/DD1/departure/"
    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "is_good", "words"),
    [
        pytest.param({"errcode": 40029}, True, "keys fit", id="right"),
        pytest.param({"errcode": 40125}, False, "refused: 40125", id="wrong secret"),
        pytest.param(ProviderUnavailable(), False, "not reachable", id="away"),
    ],
)
def test_the_button_tries_the_official_account_too(wechat, monkeypatch, said, is_good, words):
    wechat.said = said
    unknown = TradeReport(out_trade_no="", state=TradeState.NOT_FOUND)
    monkeypatch.setattr(WeChat, "query", lambda *_asked: unknown)

    assert try_account(gateway_code="wechat") is is_good

    assert words in last_trial("wechat").text
