"""The shopper, on a phone: what she does with the shop, and what she must see of it."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.support.sandbox import wait_until

NUMBER = re.compile(r"DD\d+")
HOME = ("330000", "330100", "330106")  # Zhejiang, Hangzhou, Xihu


@dataclass
class Shopper:
    """A person with a phone: its browser shows `page`, its short messages come to `sandbox`."""

    page: Page
    shop: str
    sandbox: str
    phone: str
    orders: list[str] = field(default_factory=list)

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.shop}{path}")

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    # Getting in --------------------------------------------------------------------------------
    def signs_up(self) -> None:
        """Ask for a code, read it on the phone, and enter."""
        self.opens("/login/")
        self.page.locator("[name=phone]").fill(self.phone)
        self._button("获取验证码").click()
        expect(self.page.locator("#code-sent")).to_contain_text(self.phone[-4:])
        self.page.locator("[name=code]").fill(self.reads_sms(r"验证码为 (\d{6})"))
        self._button("登录", exact=True).click()
        expect(self.page).not_to_have_url(re.compile("/login/"))

    def reads_sms(self, wanted: str) -> str:
        """Wait for a short message and return the part of it that is wanted."""
        inbox = self.page.context.new_page()
        found = wait_until(lambda: self._found_on_phone(inbox, wanted), f"an SMS with {wanted}")
        inbox.close()
        return str(found[1])

    def _found_on_phone(self, inbox: Page, wanted: str) -> re.Match[str] | None:
        inbox.goto(f"{self.sandbox}/phone/{self.phone}/")
        return re.search(wanted, inbox.locator("main").inner_text())

    def adds_address(self, name: str) -> None:
        self.opens("/account/addresses/add/")
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=phone]").fill(self.phone)
        for part, code in zip(("province", "city", "district"), HOME, strict=True):
            self.page.locator(f"[name={part}] option[value='{code}']").wait_for(state="attached")
            self.page.locator(f"[name={part}]").select_option(code)
        self.page.locator("[name=street]").fill("文澜路 66 号 3 幢 1202 室")
        self.page.locator(".form-actions button").click()
        expect(self.page).to_have_url(re.compile("/account/addresses/$"))

    # Finding -----------------------------------------------------------------------------------
    def searches(self, words: str) -> None:
        self.opens("/")
        box = self.page.locator("[name=q]").filter(visible=True).first
        box.fill(words)
        box.press("Enter")
        expect(self.page).to_have_url(re.compile(r"/search/\?q="))

    def sorts_by(self, label: str) -> None:
        self.page.locator("#listing").get_by_role("link", name=label).click()
        expect(self.page).to_have_url(re.compile("sort="))

    def filters_by(self, label: str) -> None:
        """Open the drawer, tick a value, and close it again."""
        self.page.locator("#listing").get_by_role("link", name="筛选").click()
        drawer = self.page.locator("#facets-drawer")
        drawer.locator("label.check", has_text=label).click()
        expect(self.page.locator("#listing .chosen")).to_contain_text(label)
        drawer.locator("[data-close]").first.click()

    @property
    def found(self) -> Locator:
        """The cards of the list."""
        return self.page.locator("#listing a.card")

    def looks_at(self, title: str) -> None:
        self.found.filter(has_text=title).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def asks_freight_to(self, province: str) -> str:
        """Return what delivery to a province costs, in the page's words."""
        place = self.page.locator("#delivery-estimate")
        if not place.locator("[name=province]").is_visible():
            place.locator("summary").click()
        place.locator("[name=province]").select_option(label=province)
        expect(place.locator("form > span").first).to_have_text(f"送至 {province}")
        return self.page.locator("#delivery-estimate strong").inner_text()

    def adds_to_cart(self, *choices: str) -> None:
        """Choose a SKU in the sheet that the bar at the bottom opens."""
        self.page.locator(".action-bar").get_by_role("button", name="加入购物车").click()
        sheet = self.page.locator("#sku-sheet")
        for choice in choices:
            sheet.locator(f"[data-sku-option][data-label='{choice}']").click()
        expect(sheet.locator("[data-sku-chosen]").first).to_have_text(" · ".join(choices))
        sheet.get_by_role("button", name="加入购物车").click()
        expect(sheet).to_be_hidden()

    # The cart ----------------------------------------------------------------------------------
    @property
    def lines(self) -> Locator:
        return self.page.locator(".cart-line")

    def takes_one_more(self) -> None:
        self.lines.get_by_role("button", name="增加一件").click()

    def removes_and_undoes(self) -> None:
        self.lines.get_by_role("button", name=re.compile("^移除")).click()
        expect(self.lines).to_have_count(0)
        self.page.locator(".toast-action").click()
        expect(self.lines).to_have_count(1)

    def goes_to_checkout(self) -> None:
        self.page.get_by_role("link", name="去结算").click()
        expect(self.page).to_have_url(re.compile("/checkout/$"))

    def asks_why_this_total(self) -> None:
        """Open the steps of the quote."""
        steps = self.page.locator("details.why").filter(visible=True)
        steps.locator("summary").click()
        expect(steps.locator(".why-item").first).to_be_visible()

    # Ordering and paying -----------------------------------------------------------------------
    def orders_with(self, remark: str = "") -> str:
        """Place the order of the open checkout page, and return its number."""
        if remark:
            self.page.locator("[name=remark]").fill(remark)
        self.page.locator(".action-bar").get_by_role("button", name="提交订单").click()
        expect(self.page).to_have_url(re.compile(r"/pay/DD\d+/$"))
        found = NUMBER.search(self.page.url)
        assert found is not None
        self.orders.append(found[0])
        return found[0]

    def orders_at_once(self, title: str) -> str:
        """Take the shortest way from the search to an order."""
        self.searches(title)
        self.looks_at(title)
        self.page.locator(".action-bar").get_by_role("button", name="立即购买").click()
        self.page.locator("#sku-sheet").get_by_role("button", name="立即购买").click()
        expect(self.page).to_have_url(re.compile("/checkout/$"))
        return self.orders_with()

    def goes_to_the_cashier(self) -> None:
        self._button("立即支付").click()
        expect(self.page.get_by_role("heading", name="支付宝收银台")).to_be_visible()

    def pays(self) -> None:
        """Pay at the cashier, and never come back to the shop's return page."""
        self.goes_to_the_cashier()
        self._button("确认付款").click()
        expect(self.page.get_by_role("heading", name="付款成功")).to_be_visible()

    def closes_the_browser(self) -> None:
        """Leave, and look again later: in another tab, still logged in."""
        context = self.page.context
        self.page.close()
        self.page = context.new_page()

    # Following ---------------------------------------------------------------------------------
    def opens_order(self, number: str) -> None:
        self.opens(f"/account/orders/{number}/")

    def waits_for(self, text: str, *, within: str = "main") -> None:
        """Look at the page again until it says this."""
        wait_until(lambda: text in self._looks_again(within), f"{text} in {self.page.url}")

    def waits_for_state(self, label: str) -> None:
        self.waits_for(label, within=".order-state-label")

    def _looks_again(self, within: str) -> str:
        self.page.reload()
        return self.page.locator(within).inner_text()

    def opens_message(self, subject: str) -> None:
        self.page.get_by_role("link", name=subject).click()
        expect(self.page).to_have_url(re.compile("/account/orders/"))

    def confirms_receipt(self) -> None:
        with self.page.expect_navigation():
            self._button("确认收货").click()

    def cancels(self, why: str) -> None:
        self.page.locator("summary", has_text="取消该订单").click()
        self.page.locator("[name=note]").fill(why)
        with self.page.expect_navigation():
            self.page.locator("form[action$='/cancel/'] button").click()

    def _button(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact).filter(visible=True)
