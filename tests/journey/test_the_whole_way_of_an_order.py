"""One browser plays the shopper, from a new phone number to an order that is paid."""

import re

import pytest
from playwright.sync_api import Page, expect

from orders.models import Order
from tests.support.books import assert_books_agree
from tests.support.sandbox import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = "13912345678"


@pytest.mark.req("CUS-01", "PAY-05")
def test_a_new_shopper_buys_and_pays_with_the_browser_closed(whole_shop, sandbox, page, camera):
    sign_up(page, whole_shop.url, sandbox.url)
    camera.take(page, "account")
    add_address(page, whole_shop.url)
    camera.take(page, "addresses")
    choose_something(page, whole_shop.url)
    camera.take(page, "cart")
    order(page, whole_shop.url, camera)
    pay_and_leave(page)
    camera.take(page, "paid at the cashier")

    wait_until(is_paid, "the notification to pay the order", patience=60)
    page.goto(f"{whole_shop.url}/account/orders/{Order.objects.get().number}/")
    camera.take(page, "order")
    expect(page.locator("main")).to_contain_text(re.compile("Paid|付款成功"))
    assert_books_agree()


def sign_up(page: Page, shop: str, sandbox: str) -> None:
    """Ask for a code, read it on the phone, and enter."""
    page.goto(f"{shop}/login/")
    page.locator("[name=phone]").fill(PHONE)
    page.locator("button[name=page]").click()
    expect(page.locator("#code-sent")).to_contain_text("139")
    phone = page.context.new_page()
    sms = wait_until(lambda: sms_on(phone, sandbox), "the SMS with the code")
    phone.close()
    page.locator("[name=code]").fill(sms)
    page.locator("form.form button.button-large").click()
    expect(page).to_have_url(re.compile("/account/$|/$"))


def sms_on(phone: Page, sandbox: str) -> str:
    phone.goto(f"{sandbox}/phone/{PHONE}/")
    found = re.search(r"验证码是(\d{6})", phone.locator("body").inner_text())
    return found[1] if found else ""


def add_address(page: Page, shop: str) -> None:
    page.goto(f"{shop}/account/addresses/add/")
    page.locator("[name=name]").fill("林小禾")
    page.locator("[name=phone]").fill(PHONE)
    for part, code in (("province", "330000"), ("city", "330100"), ("district", "330106")):
        page.locator(f"[name={part}] option[value='{code}']").wait_for(state="attached")
        page.locator(f"[name={part}]").select_option(code)
    page.locator("[name=street]").fill("文澜路 66 号 3 幢 1202 室")
    page.locator(".form-actions button").click()
    expect(page).to_have_url(re.compile("/account/addresses/$"))


def choose_something(page: Page, shop: str) -> None:
    """Search, look at the first product found, and put what is chosen there in the cart."""
    page.goto(f"{shop}/search/?stock=1")
    page.locator("main a[href^='/p/']").first.click()
    expect(page).to_have_url(re.compile("/p/"))
    with page.expect_response(re.compile("/cart/add/")) as added:
        page.locator("#sku-form button[data-sku-buy]").first.click()
    assert added.value.status < 400, added.value.text()
    page.goto(f"{shop}/cart/")


def order(page: Page, shop: str, camera) -> None:
    page.goto(f"{shop}/checkout/")
    page.locator("[name=remark]").fill("周末送货")
    camera.take(page, "checkout")
    page.locator("aside button.button-large").click()
    expect(page).to_have_url(re.compile(r"/pay/DD\d+/$"))
    camera.take(page, "pay")


def pay_and_leave(page: Page) -> None:
    """Pay at the cashier, and never come back to the shop's return page."""
    page.locator("form[action$='/start/'] button[type=submit]").click()
    page.get_by_role("button", name=re.compile("确认付款")).click()
    expect(page.get_by_role("heading", name="付款成功")).to_be_visible()


def is_paid() -> bool:
    return Order.objects.filter(payment_state=Order.PaymentState.PAID).count() == 1
