"""Files are sent one by one from a real browser, and each is answered in its row."""

import base64
import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from catalog.models import MediaAsset
from catalog.services.media import store_picture
from catalog.services.media_work import prepare_medium
from marketing.models import Banner
from tests.factories.catalog import TESTS
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


# What a person drops: playwright has no gesture for files from outside the browser.
DROPPED = """files => {
    const dropped = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
        dropped.items.add(new File([bytes], name, {type: "image/jpeg"}));
    }
    return dropped;
}"""


def test_files_that_are_dropped_are_sent_one_by_one(desk, live_server):
    desk.goto(f"{live_server.url}{UPLOAD}")
    files = [
        [f"{side}.png", base64.b64encode(picture((side, side)).getvalue()).decode()]
        for side in (20, 30, 40)
    ]

    dropped = desk.evaluate_handle(DROPPED, files)
    desk.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})

    expect(desk.locator(".upload-row.is-good .upload-name")).to_have_text(
        ["20.png", "30.png", "40.png"]
    )


def test_a_picture_is_put_into_a_text_through_the_library(desk, live_server):
    desk.goto(f"{live_server.url}/admin/marketing/article/add/")
    desk.locator(".ProseMirror[contenteditable=true]").click()
    desk.locator(".prose-menubar button", has_text="image").click()

    with desk.expect_popup() as opened:
        desk.locator("dialog .prose-editor-field-with-picker button").click()
    opened.value.wait_for_url("**/pick/**", wait_until="load")  # its script listens by then
    opened.value.set_input_files(
        "[data-pick] input[type=file]", [sent(picture((30, 20), name="a.png"))]
    )

    address = desk.locator("dialog input[name=imageUrl]")
    expect(address).to_have_value(re.compile(r"^/media/library/.+_30x20_p\.jpg$"))
    desk.locator("dialog button[type=submit]").click()
    expect(desk.locator(".ProseMirror figure img")).to_have_attribute(
        "src", re.compile(r"_30x20_p\.jpg$")
    )


def test_a_banner_takes_its_picture_from_the_library_by_keyboard(desk, live_server):
    asset = store_picture(file=picture((60, 30), name="秋.png"), name="秋.png", actor=TESTS)
    prepare_medium(asset_id=asset.pk)
    desk.goto(f"{live_server.url}/admin/marketing/banner/add/")
    box = desk.locator("[data-library=id_picture]")
    desk.fill("#id_title", "早秋")
    desk.fill("#id_link", "/")

    with desk.expect_popup() as opened:
        box.locator("[data-library-open]").press("Enter")
    tile = opened.value.locator(f"[data-asset='{asset.pk}']")
    tile.evaluate("tile => { setTimeout(() => tile.click(), 100); }")  # it closes the window

    expect(box.locator("[data-library-name]")).to_have_text("秋.png")
    expect(box.locator("[data-library-open]")).to_be_focused()
    desk.locator("#id_title").press("Enter")
    expect(desk.locator("#result_list")).to_contain_text("早秋")
    asset.refresh_from_db()
    assert Banner.objects.get().picture.name == asset.shown


def test_without_script_a_picture_of_the_library_is_taken_by_its_number(
    desk, new_context, live_server
):
    asset = store_picture(file=picture((60, 30), name="秋.png"), name="秋.png", actor=TESTS)
    prepare_medium(asset_id=asset.pk)
    plain = new_context(java_script_enabled=False, storage_state=desk.context.storage_state())
    page = plain.new_page()
    page.goto(f"{live_server.url}/admin/catalog/mediaasset/pick/?field=id_picture")
    expect(page.locator(f"[data-asset='{asset.pk}']")).to_be_visible()

    page.goto(f"{live_server.url}/admin/marketing/banner/add/")
    page.fill("#id_title", "早秋")
    page.fill("#id_link", "/")
    page.fill("[name=picture-library]", str(asset.pk))
    page.click("[name=_save]")

    expect(page.locator("#result_list")).to_contain_text("早秋")


@pytest.mark.parametrize(
    "page_of", ["catalog/product/add", "catalog/qualification/add", "catalog/brand/add"]
)
def test_choosing_a_file_breaks_no_script_of_the_theme(desk, live_server, page_of):
    wrong: list[str] = []
    desk.on("pageerror", lambda error: wrong.append(str(error)))
    desk.goto(f"{live_server.url}/admin/{page_of}/")

    for field in desk.locator("input[type=file]").all():
        field.set_input_files([sent(picture((20, 20), name="a.png"))])
        expect(desk.locator("input[disabled][type=text]").first).to_have_attribute("value", "a.png")

    assert wrong == []
