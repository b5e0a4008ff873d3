import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-31", "SITE-32")]

FILM = "/media/library/film.mp4"
CONTENT = bytes(range(200))


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "library").mkdir()
    (tmp_path / "library/film.mp4").write_bytes(CONTENT)


def content(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=150-", 150, 199),
        ("bytes=190-400", 190, 199),
        ("bytes=-5", 195, 199),
        ("bytes=-500", 0, 199),
    ],
    ids=["first two", "from there on", "beyond the end", "last five", "more than there is"],
)
def test_a_player_gets_the_part_that_it_asks_for(client, asked, first, last):
    answer = client.get(FILM, headers={"Range": asked})

    assert (answer.status_code, answer["Content-Type"]) == (206, "video/mp4")
    assert answer["Content-Range"] == f"bytes {first}-{last}/200"
    assert answer["Content-Length"] == str(last - first + 1)
    assert content(answer) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=9-8", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(client, asked):
    answer = client.get(FILM, headers={"Range": asked})

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */200")


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b"])
def test_whoever_asks_for_nothing_we_know_gets_the_whole(client, asked):
    answer = client.get(FILM, headers={"Range": asked} if asked else {})

    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert content(answer) == CONTENT


def test_a_part_of_a_file_that_has_changed_is_not_glued_to_the_old_one(client):
    whole = client.get(FILM)
    whole.close()

    old = {"Range": "bytes=5-", "If-Range": "Mon, 01 Jan 2024 00:00:00 GMT"}
    same = {"Range": "bytes=5-", "If-Range": whole["Last-Modified"]}

    assert content(client.get(FILM, headers=old)) == CONTENT
    assert content(client.get(FILM, headers=same)) == CONTENT[5:]


def test_with_object_storage_old_addresses_lead_there(client, settings):
    settings.OBJECT_STORAGE = object()
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"base_url": "https://pictures.example/"},
        }
    }

    answer = client.get(FILM)

    assert (answer.status_code, answer["Location"]) == (
        302,
        "https://pictures.example/library/film.mp4",
    )
