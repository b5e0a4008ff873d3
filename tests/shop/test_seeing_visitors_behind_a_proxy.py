"""Whose address counts when a proxy stands before the shop."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from shop.middleware import visitor_address

PROXY = "10.0.0.5"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        pytest.param(0, "203.0.113.7", PROXY, id="without a proxy the header is anybody's word"),
        pytest.param(1, "203.0.113.7", "203.0.113.7", id="one proxy"),
        pytest.param(1, "6.6.6.6, 203.0.113.7", "203.0.113.7", id="a visitor's lie before it"),
        pytest.param(2, "203.0.113.7, 10.0.0.9", "203.0.113.7", id="two proxies"),
        pytest.param(2, "203.0.113.7", PROXY, id="fewer hops than proxies"),
        pytest.param(1, "unknown", PROXY, id="no address"),
        pytest.param(1, "", PROXY, id="no header"),
        pytest.param(1, "2001:db8::7", "2001:db8::7", id="IPv6"),
    ],
)
def test_limits_count_by_what_the_outermost_trusted_proxy_saw(
    settings, proxies, forwarded, address
):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded})

    visitor_address(lambda _request: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == address


def test_the_shop_looks_through_its_proxy(settings):
    assert settings.MIDDLEWARE[0] == "shop.middleware.visitor_address"
