"""The whole shop as real processes, with the small demo's goods and people, for real browsers."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.journey.shopper import Shopper
from tests.journey.staff import Manager, Operator, Picker
from tests.support.own_database import copy_of_test_database, working_on
from tests.support.sandbox import Sandbox, free_port
from tests.support.shop_processes import CLONE, ShopProcesses

PICTURES = CLONE / "var" / "journey"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
# The sandbox's phones remember: each test has a number of its own.
NUMBERS = (f"1391234{tail}" for tail in count(5678))
LOAD_PICTURES = """() => Promise.all([...document.images].map((image) => {
    image.loading = "eager";
    return image.decode().catch(() => null);
}))"""
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def shop_port() -> int:
    """Choose one port for all shops: the texts of their SMS at the provider hold the address."""
    return free_port()


@pytest.fixture(scope="session")
def demo_database(django_db_setup: None, sandbox_process: Sandbox, shop_port: int) -> Iterator[str]:
    """Load the small demo once; each test gets a copy of it."""
    with copy_of_test_database() as url:
        loader = ShopProcesses(database_url=url, sandbox_url=sandbox_process.url, port=shop_port)
        loader.manage("load_demo_shop", "--size=0")
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture
def whole_shop(demo_database: str, sandbox: Sandbox, shop_port: int) -> Iterator[ShopProcesses]:
    with copy_of_test_database(demo_database) as url, working_on(url):
        shop = ShopProcesses(
            database_url=url,
            sandbox_url=sandbox.url,
            port=shop_port,
            clock="tests.support.quick_clock",
        )
        try:
            shop.start("worker", "beat", "web")
            yield shop
        finally:
            shop.stop()


@pytest.fixture
def open_browser(new_context: Callable[..., BrowserContext]) -> Iterator[Opener]:
    """Open a browser of somebody's own; what goes wrong in one fails the test."""
    wrong: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        address = said.location["url"]
        if said.type == "error" and not address.endswith("/favicon.ico"):  # the sandbox has none
            wrong.append(f"{said.text} {address}")

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: wrong.append(f"{page.url} {error}"))
        page.on("console", hear)
        page.on("dialog", lambda dialog: dialog.accept())

    def open_(**how: object) -> Page:
        context = new_context(**how)
        context.set_default_timeout(20_000)
        context.on("page", listen)
        return context.new_page()

    yield open_
    assert wrong == []


@pytest.fixture
def shopper(whole_shop: ShopProcesses, sandbox: Sandbox, open_browser: Opener) -> Shopper:
    return Shopper(
        open_browser(viewport=PHONE, user_agent=IPHONE), whole_shop.url, sandbox.url, next(NUMBERS)
    )


@dataclass(frozen=True, kw_only=True)
class Staff:
    operator: Operator
    picker: Picker
    manager: Manager


@pytest.fixture
def staff(whole_shop: ShopProcesses, open_browser: Opener) -> Staff:
    """Seat everybody at a desk of his own, with the user name that the demo prints."""
    return Staff(
        operator=Operator(open_browser(viewport=DESK), whole_shop.url, "operator"),
        picker=Picker(open_browser(viewport=DESK), whole_shop.url, "warehouse"),
        manager=Manager(open_browser(viewport=DESK), whole_shop.url, "manager"),
    )


class Camera:
    """Takes a picture of each station, as a phone and as a desk see it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def take(self, page: Page, name: str) -> None:
        self._count += 1
        before = page.viewport_size
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)
            page.evaluate(LOAD_PICTURES)
            path = self._folder / f"{self._count:02d}-{name}-{viewport['width']}.png"
            page.screenshot(path=path, full_page=True)
        page.set_viewport_size(before)

    def keep(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)


@pytest.fixture
def camera(request: pytest.FixtureRequest) -> Camera:
    return Camera(PICTURES / request.node.originalname)
