"""The button that tries an account: a harmless question in a task, its answer on the page."""

import pytest

from payments.models import PaymentAttempt
from payments.services.account_trials import try_account
from payments.types import TradeRef, TradeReport, TradeState
from shop.common.services.providers import save_provider_account
from shop.common.transport import ProviderUnavailable
from shop.common.trials import last_trial
from tests.cast import grant
from tests.factories.payments import ACTOR, make_merchant

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01")]

ADDRESS = "/admin/common/provideraccount/try/alipay/"


@pytest.fixture
def asked(monkeypatch) -> list[TradeRef]:
    make_merchant()
    trades: list[TradeRef] = []

    def answer(_self, trade: TradeRef) -> TradeReport:
        trades.append(trade)
        return ANSWER

    monkeypatch.setattr("payments.gateways.alipay.Alipay.query", answer)
    return trades


ANSWER = TradeReport(out_trade_no="", state=TradeState.NOT_FOUND)


def test_a_question_about_nothing_shows_that_the_keys_fit(asked):
    assert try_account(gateway_code="alipay")

    assert last_trial("alipay").state == "good"
    (trade,) = asked
    assert 8 <= len(trade.out_trade_no) <= 32
    assert not PaymentAttempt.objects.exists()


def test_what_is_wrong_is_said(monkeypatch):
    make_merchant()

    def refuse(*_args):
        raise ProviderUnavailable

    monkeypatch.setattr("payments.gateways.alipay.Alipay.query", refuse)

    assert not try_account(gateway_code="alipay")

    assert last_trial("alipay").state == "bad"
    assert "not reachable" in last_trial("alipay").text


def test_an_account_that_is_not_set_up_is_bad():
    assert not try_account(gateway_code="wechat")


def test_the_page_hands_it_to_a_worker(clerk, clerk_client, monkeypatch):
    make_merchant()
    grant(clerk, "common.view_provideraccount", "common.change_provideraccount")
    handed: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(
        "shop.common.admin.provider_accounts.hand_over",
        lambda task, **arguments: handed.append((task, arguments)),
    )

    shown = clerk_client.post(ADDRESS, headers={"HX-Request": "true"})

    assert handed == [("payments.tasks.try_account", {"provider": "alipay"})]
    assert f'hx-get="{ADDRESS}"' in shown.text
    try_account(gateway_code="alipay")
    assert "hx-get" not in clerk_client.get(ADDRESS).text


def test_nobody_else_may_try(powerless_staff, client):
    client.force_login(powerless_staff)

    assert client.post(ADDRESS).status_code == 403
    assert last_trial("alipay") is None


def test_a_key_is_never_shown_again(clerk, clerk_client):
    secret = "MIIEowIBAAKCAQEA-never-shown"
    save_provider_account(
        provider="alipay",
        is_enabled=True,
        settings={},
        secrets={"app_private_key": secret},
        actor=ACTOR,
    )
    grant(clerk, "common.view_provideraccount", "common.change_provideraccount")

    assert secret not in clerk_client.get("/admin/common/provideraccount/").text
