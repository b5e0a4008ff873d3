"""Pages that are kept for everybody against a bare view that answers the same bytes, in one run."""

import io
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from statistics import median
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, SkuFactory
from tests.factories.inventory import StockLevelFactory
from tests.support.scale import full_or_small, is_full, report

pytestmark = [pytest.mark.django_db, pytest.mark.race, pytest.mark.urls(__name__)]

REQUESTS = full_or_small(300, 20)  # in each heat
HEATS = full_or_small(9, 3)
LEAST = 0.6
GOODS = 30

bodies: dict[str, bytes] = {}


def floor(_request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(bodies[name])


urlpatterns = [path("floor/<str:name>/", floor), path("", include("shop.urls"))]


class Visitor:
    """Asks the shop as a web server does, every middleware included, and keeps its cookies."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.cookies = SimpleCookie()

    def get(self, path: str) -> bytes:
        answered: list[tuple[str, list[tuple[str, str]]]] = []

        def start(said: str, headers: list[tuple[str, str]], *_error: object) -> Any:
            answered.append((said, headers))

        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": "Mozilla/5.0",
            "HTTP_ACCEPT_LANGUAGE": "zh-CN",
            "HTTP_COOKIE": "; ".join(f"{name}={said.value}" for name, said in self.cookies.items()),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }
        body = b"".join(self.handler(environ, start))
        ((status, headers),) = answered
        assert status == "200 OK", (path, status)
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookies.load(value)
        return body


@pytest.fixture
def paths(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    # Connections stay open between requests, as in a web process.
    monkeypatch.setattr("django.core.signals.request_started.send", lambda **_: [])
    monkeypatch.setattr("django.core.signals.request_finished.send", lambda **_: [])
    category = CategoryFactory(slug="goods", parent=CategoryFactory())
    for _number in range(GOODS):
        product = ProductFactory(
            listed=True, category=category, brand=BrandFactory(), in_stock=True
        )
        StockLevelFactory(sku=SkuFactory(product=product))
    return {"list": "/c/goods/", "product": f"/p/{product.slug}-{product.number}/"}


def milliseconds(get: Callable[[str], bytes], path: str) -> float:
    """Time one request, on average: what this process worked, so that neighbours do not count."""
    began = time.process_time()
    for _number in range(REQUESTS):
        get(path)
    return (time.process_time() - began) / REQUESTS * 1000


def test_a_kept_page_is_served_at_sixty_per_cent_of_the_rate_of_a_bare_view(paths):
    visitor = Visitor()
    rows: list[tuple[str, object]] = []
    ratios: dict[str, float] = {}
    for name, address in paths.items():
        bodies[name] = visitor.get(address)
        took: dict[str, list[float]] = {"bare": [], "kept": []}
        for _heat in range(HEATS):
            took["bare"].append(milliseconds(visitor.get, f"/floor/{name}/"))
            took["kept"].append(milliseconds(visitor.get, address))
        bare, kept = median(took["bare"]), median(took["kept"])
        ratios[name] = bare / kept
        rows += [
            (f"{name}: bytes", len(bodies[name])),
            (f"{name}: bare view, ms", f"{bare:.2f}"),
            (f"{name}: kept page, ms", f"{kept:.2f}"),
            (f"{name}: rate against the bare view", f"{ratios[name]:.0%}"),
        ]
    report(f"Kept pages, {HEATS} heats of {REQUESTS} requests", rows)
    assert min(ratios.values()) > 0
    if is_full():
        assert min(ratios.values()) >= LEAST, ratios
