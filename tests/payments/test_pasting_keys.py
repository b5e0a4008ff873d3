"""Keys as people paste them in a browser: read whole, kept in one form, or refused beside them."""

import base64
from collections.abc import Callable

import pytest
from django.urls import reverse

from payments.services.gateways import gateway
from shop.common.models import ProviderAccount
from shop.common.selectors import forget_provider_accounts, provider_account
from tests.factories import payments as keys
from tests.factories.payments import make_merchant
from tests.factories.unionpay import make_unionpay, pem, pfx, root
from tests.factories.wechat import make_wechat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01")]

PAGE = "admin:common_provideraccount_changelist"
SET_UP: dict[str, Callable[[], object]] = {
    "alipay": make_merchant,
    "wechat": make_wechat,
    "unionpay": make_unionpay,
}
PUBLIC, PRIVATE = keys._public_pem("alipay").strip(), keys._private_pem("app").strip()


def as_browser(text: str) -> str:
    """End lines as a textarea does, with a stray line before and after."""
    return "\r\n" + text.replace("\n", "\r\n") + "\r\n"


def without_frame(text: str) -> str:
    return "".join(text.splitlines()[1:-1])


def save(client, provider: str, **typed: str):
    account = ProviderAccount.objects.filter(provider=provider).first()
    given = {**(account.settings if account else {}), **typed, "is_enabled": "on"}
    form = {f"{provider}-{name}": value for name, value in given.items()}
    return client.post(reverse(PAGE), {"section": provider} | form)


@pytest.mark.parametrize("provider", SET_UP)
def test_saving_an_account_in_a_browser_leaves_it_usable(admin_client, provider):
    SET_UP[provider]()
    settings = ProviderAccount.objects.get(provider=provider).settings
    pasted = {name: as_browser(text) for name, text in settings.items() if "-----" in text}

    answer = save(admin_client, provider, **pasted)

    assert answer.status_code == 302
    assert provider_account(provider).settings == settings | {
        name: settings[name].strip() for name in pasted
    }
    gateway(code=provider)


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param(as_browser(PUBLIC), id="lines of a browser"),
        pytest.param(without_frame(PUBLIC), id="base64 alone"),
        pytest.param(f"  {without_frame(PUBLIC)}\r\n", id="with blanks"),
    ],
)
def test_a_public_key_kept_in_any_form_is_given_to_the_sdks_in_theirs(pasted):
    for set_up, name in ((make_merchant, "alipay_public_key"), (make_wechat, "public_key")):
        set_up()
        ProviderAccount.objects.update(settings={**_only().settings, name: pasted})
        forget_provider_accounts()

        gateway(code=_only().provider)

        ProviderAccount.objects.all().delete()


def _only() -> ProviderAccount:
    return ProviderAccount.objects.get()


@pytest.mark.parametrize(
    ("provider", "field", "typed", "refusal"),
    [
        ("alipay", "gateway", "nonsense", "Write the whole address"),
        ("alipay", "alipay_public_key", "nonsense", "This public key cannot be read"),
        ("alipay", "alipay_public_key", PRIVATE, "This is a private key"),
        ("wechat", "public_key", pem(root()), "This is a certificate"),
        ("alipay", "app_private_key", "nonsense", "This private key cannot be read"),
        ("wechat", "private_key", PUBLIC, "This is a public key"),
        ("wechat", "api_v3_key", "short", "must be 32 letters and digits"),
        ("unionpay", "root_cert", PUBLIC, "certificate cannot be read"),
        ("unionpay", "pfx", base64.b64encode(b"nonsense").decode(), "This is no PFX"),
        ("alipay", "former_alipay_public_key", PUBLIC, "Say until which day"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_changed(
    admin_client, provider, field, typed, refusal
):
    SET_UP[provider]()
    before = provider_account(provider)

    page = save(admin_client, provider, **{field: typed})

    assert refusal in page.text
    assert "was saved" not in page.text
    forget_provider_accounts()
    assert provider_account(provider) == before


def test_a_pfx_is_opened_with_the_password_beside_it(admin_client):
    make_unionpay()

    page = save(admin_client, "unionpay", pfx=pfx(), pfx_password="another")

    assert "with its right password" in page.text
