import gzip

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-34")]


def test_a_page_is_sent_compressed_to_whoever_reads_that():
    plain = Client().get("/articles/")
    small = Client(headers={"Accept-Encoding": "br, gzip"}).get("/articles/")

    assert (plain.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) < len(plain.content) / 2
    assert gzip.decompress(small.content).strip().endswith(b"</html>")
