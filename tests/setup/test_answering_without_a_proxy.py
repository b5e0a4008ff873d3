from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from redis.exceptions import ConnectionError as ValkeyAway


@pytest.mark.django_db
def test_a_healthy_process_says_so(client):
    answer = client.get("/health/")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_a_process_without_valkey_is_not_healthy(client, monkeypatch):
    def away(*_arguments):
        raise ValkeyAway

    monkeypatch.setattr(cache, "get", away)

    assert client.get("/health/").status_code == 503


def test_pictures_are_handed_out_and_nothing_beside_them(client, tmp_path):
    picture = Path(settings.MEDIA_ROOT) / "probe" / "red.webp"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"red")

    found = client.get("/media/probe/red.webp")
    outside = client.get("/media/../../../manage.py")

    assert b"".join(found.streaming_content) == b"red"
    assert found["Content-Type"] == "image/webp"
    assert outside.status_code == 400
