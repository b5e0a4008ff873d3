import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.sandbox.merchant import new_number
from tests.sandbox.unionpay_merchant import CardMerchant

pytestmark = pytest.mark.browser


@pytest.fixture
def phone_page(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_a_payer_fails_then_pays_and_returns_to_the_merchant(
    sandbox, merchant, mailbox, phone_page
):
    number = new_number()
    back = mailbox.url.replace("/notify", "/back")
    url = merchant.pay_url(number, "88.00", notify_url=mailbox.url, return_url=back)

    phone_page.goto(url)
    phone_page.get_by_role("button", name="付款失败").click()
    expect(phone_page.get_by_role("alert")).to_contain_text("买家余额不足")
    phone_page.get_by_role("button", name="确认付款 ¥88.00").click()
    expect(phone_page.get_by_role("heading", name="付款成功")).to_be_visible()
    phone_page.get_by_role("link", name="返回商家").click()

    expect(phone_page.get_by_text("back at the merchant")).to_be_visible()
    assert f"out_trade_no={number}" in phone_page.url
    assert mailbox.wait_for(number)[0]["trade_status"] == "TRADE_SUCCESS"


def test_the_pages_are_accessible_and_fit_a_phone(sandbox, merchant, mailbox, phone_page):
    pay_url = merchant.pay_url(new_number(), "88.00", quit_url="http://127.0.0.1:9/")
    sandbox.hand_in("yuantong", "YT0000000000001")
    card = CardMerchant(sandbox, mailbox)
    form = card.signed(card.form(new_number(), 8800))
    cashier = sandbox.bring_form(card.kit["front_url"], form).url
    card.paid(100)
    places = [pay_url, cashier, *(sandbox.url + path for path in PATHS)]

    found = {place: _faults_of(phone_page, place) for place in places}

    assert {place: faults for place, faults in found.items() if faults} == {}


PATHS = (
    "/",
    "/alipay/books/",
    "/unionpay/books/",
    "/wechat/books/",
    "/kuaidi100/parcels/",
    "/phone/",
    "/phone/13800138000/",
)


def _faults_of(page: Page, address: str) -> list[str]:
    page.goto(address)
    violations = [row["id"] for row in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        violations.append("wider than the screen")
    return violations
