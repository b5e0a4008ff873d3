"""What the map for search engines costs in a shop of 100,000 products."""

import re
import time
import tracemalloc

import pytest
from django.conf import settings

from tests.support.budget import statements
from tests.support.large_shop import fill_shelves, furnish_shelves
from tests.support.scale import full_or_small, is_full, report

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.req("SITE-20"),
]

PRODUCTS = full_or_small(100_000, 2_000)
MOST_BYTES = 8_000_000
MOST_QUERIES = 8  # a cursor that reads ten thousand rows a few at a time
MOST_SECONDS = 3.0  # of CPU, for ten thousand products


def locations(client, path):
    return re.findall(r"<loc>(.*?)</loc>", client.get(path).content.decode())


@pytest.mark.usefixtures("own_database")
def test_the_map_of_a_large_shop_is_sent_in_parts_with_few_queries(client):
    fill_shelves(furnish_shelves(), 0, PRODUCTS)
    locations(client, "/sitemap.xml")

    with statements() as of_index:
        began = time.process_time()
        maps = locations(client, "/sitemap.xml")
        index_seconds = time.process_time() - began
    paths = [place.removeprefix(settings.SITE_URL) for place in maps if "products" in place]
    found, queries, seconds = 0, [], []
    for path in paths:
        began = time.process_time()
        with statements() as made:
            found += count(client, path)
        seconds.append(time.process_time() - began)
        queries.append(len(made))
    tracemalloc.start()
    count(client, paths[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    report(
        "Map of a large shop",
        [
            ("products", PRODUCTS),
            ("index", f"{index_seconds * 1000:.0f} ms of CPU, {len(of_index)} queries"),
            ("dearest part", f"{max(seconds):.2f} s of CPU"),
            ("all parts", f"{sum(seconds):.1f} s of CPU"),
            ("most memory of a part", f"{peak / 1_000_000:.1f} MB"),
            ("most queries of a part", max(queries)),
        ],
    )
    assert found == PRODUCTS
    assert len(of_index) == 1
    assert max(queries) <= MOST_QUERIES
    assert peak <= MOST_BYTES
    if is_full():
        assert max(seconds) <= MOST_SECONDS


def count(client, path):
    return sum(part.count(b"<loc>") for part in client.get(path).streaming_content)
