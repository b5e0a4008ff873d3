"""The staff at their desks: who checks, who picks and ships, who looks at the figures."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from shop.demo.people import PASSWORD


@dataclass
class StaffMember:
    """Somebody of the back office, known by the user name that the demo prints."""

    page: Page
    shop: str
    username: str

    def logs_in(self) -> None:
        """Ask for the back office and be sent to the log-in; come back to the work list."""
        self.page.goto(f"{self.shop}/admin/")
        self.page.locator("[name=username]").fill(self.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self._button("登录").click()
        expect(self.page).to_have_url(re.compile("/admin/$"))

    def goes_to_work(self, title: str, *, count: int) -> None:
        """See how much waits in a line of the work list, and follow it."""
        self.page.goto(f"{self.shop}/admin/")
        line = self.page.locator(".desk-item", has_text=title)
        expect(line.locator(".desk-count")).to_have_text(str(count))
        line.click()

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def _button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)


class Operator(StaffMember):
    """The operations specialist: decides about the orders that the rules hold."""

    def opens_order(self, number: str) -> None:
        self.page.get_by_role("link", name=number).first.click()
        expect(self.page).to_have_url(re.compile(r"/orders/order/\d+/change/"))

    def approves(self, why: str) -> None:
        self.page.locator("form.decision [name=note]").first.fill(why)
        self._button(re.compile("^审核通过")).click()
        self.sees("订单已审核通过，等待仓库处理。")


class Picker(StaffMember):
    """The warehouse worker: takes goods from their bins, packs them, and hands them over."""

    def makes_wave(self, warehouse: str) -> None:
        """Take the warehouse that the page proposes: the one where goods wait."""
        expect(self.page.locator("[name=warehouse] option:checked")).to_have_text(warehouse)
        self._button("生成波次并查看拣货单").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("拣货单")

    def downloads_pick_list(self) -> bytes:
        address = self.page.get_by_role("link", name="PDF").get_attribute("href")
        answer = self.page.request.get(f"{self.shop}{address}")
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    def has_picked_and_packed(self) -> None:
        self._button("全部拣完：完成波次").click()
        self.page.get_by_role("link", name="去发货台").click()

    def ships(self, number: str, *, carrier: str, waybill: str) -> None:
        parcel = self.page.locator("form.parcel-row", has_text=number)
        parcel.locator("[name=carrier]").select_option(label=carrier)
        parcel.locator("[name=waybill]").fill(waybill)
        parcel.get_by_role("button", name="发货").click()
        self.sees(f"{number} 已发货，运单号 {waybill}。")


class Manager(StaffMember):
    """The operations manager: wants to know how the day goes."""

    def opens_dashboard(self) -> None:
        self.page.goto(f"{self.shop}/admin/analytics/report/dashboard/")

    def reads(self, figure: str) -> str:
        """Return the value on a card of the dashboard or of a report."""
        begins = re.compile(rf"^\s*{re.escape(figure)}\s*\?")  # the mark opens the definition
        card = self.page.locator(".fig-card", has_text=begins)
        return card.locator("strong").inner_text()

    def best_sellers(self) -> list[list[str]]:
        """Return title (its first two words), pieces and sales of each."""
        rows = self.page.locator("section[aria-labelledby=fig-sellers] tbody tr").all()
        cells = [row.locator("th, td").all_inner_texts() for row in rows]
        return [[" ".join(title.split()[:2]), *figures] for title, *figures in cells]

    def makes_report_of(self, day: str) -> None:
        self.page.goto(f"{self.shop}/admin/analytics/report/add/")
        self.page.locator("[name=period]").select_option("day")
        self.page.locator("[name=day]").fill(day)
        self._button("生成报表").click()
        expect(self.page).to_have_url(re.compile(r"/report/\d+/change/"))
