"""Files are sent one by one from a real browser, and each is answered in its row."""

import pytest
from django.test import Client

from catalog.models import MediaAsset
from tests.support.pictures import picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("SITE-28"),
]

UPLOAD = "/admin/catalog/mediaasset/upload/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(page, live_server, clerk):
    client = Client()
    client.force_login(clerk, backend="customers.backends.IdentityBackend")
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([session | {"url": live_server.url}])
    return page


def sent(picture_file):
    return {
        "name": picture_file.name,
        "mimeType": "image/jpeg",
        "buffer": picture_file.read(),
    }


def test_a_good_file_is_stored_and_a_wrong_one_refused_each_in_its_row(desk, live_server):
    wrong: list[str] = []
    desk.on("pageerror", lambda error: wrong.append(str(error)))
    desk.goto(f"{live_server.url}{UPLOAD}")

    files = [picture((900, 900), name="碎花裙.jpg"), picture(raw=b"<script>", name="坏.jpg")]
    desk.set_input_files("[data-upload] input[type=file]", [sent(file) for file in files])
    desk.wait_for_selector(".upload-row.is-good")
    desk.wait_for_selector(".upload-row.is-bad")

    rows = desk.locator(".upload-row")
    assert rows.locator(".upload-name").all_inner_texts() == ["碎花裙.jpg", "坏.jpg"]
    assert rows.nth(0).locator("img").evaluate("image => image.decode().then(() => true)")
    assert "JPEG" in rows.nth(1).locator(".upload-said").inner_text()
    assert MediaAsset.objects.get().source_name == "碎花裙.jpg"
    assert wrong == []
