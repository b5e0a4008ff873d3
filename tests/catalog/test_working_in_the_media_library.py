import pytest
from django.urls import reverse

from catalog.errors import FolderInUse, FolderNotPossible
from catalog.models import MediaAsset, MediaFolder, ProductPicture
from catalog.services.media import store_picture
from catalog.services.media_folders import delete_folder, save_folder
from catalog.services.media_work import prepare_medium
from catalog.services.pictures import show_picture
from tests.factories.catalog import TESTS, MediaAssetFactory, ProductFactory
from tests.support.budget import statements
from tests.support.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-28")]

LIST = "/admin/catalog/mediaasset/"
UPLOAD = f"{LIST}upload/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def found(client, **query):
    return {asset.pk for asset in client.get(LIST, query).context["cl"].result_list}


def test_many_files_are_taken_at_once_and_each_is_answered(clerk_client):
    folder = save_folder(name="夏季", parent_id=None, actor=TESTS)
    files = [
        picture((20, 20), name="好.png"),
        picture(raw=b"<script>alert(1)</script>", name="<b>坏<b>.jpg"),
        picture((30, 30), kind="JPEG", name="three.jpg"),
    ]

    page = clerk_client.post(UPLOAD, {"folder": folder.pk, "files": files})

    assert [bool(answer.refusal) for answer in page.context["answers"]] == [False, True, False]
    assert "&lt;b&gt;坏&lt;b&gt;.jpg" in page.content.decode()
    kept = MediaAsset.objects.order_by("pk")
    assert [(asset.source_name, asset.folder) for asset in kept] == [
        ("好.png", folder),
        ("three.jpg", folder),
    ]


def test_a_script_is_answered_file_by_file(clerk_client):
    answer = clerk_client.post(
        UPLOAD,
        {"files": [picture(raw=b"no", name="a.jpg")]},
        headers={"Accept": "application/json"},
    )

    (said,) = answer.json()["answers"]
    assert said["name"] == "a.jpg"
    assert "JPEG" in said["refusal"]
    assert not MediaAsset.objects.exists()


def test_many_pictures_are_uploaded_to_a_product_in_their_order(clerk_client):
    product = ProductFactory()
    files = [picture((side, side), name=f"{side}.png") for side in (20, 30, 40)]

    clerk_client.post(f"{UPLOAD}{product.pk}/", {"role": "detail", "files": files})

    shown = ProductPicture.objects.filter(product=product).order_by("position")
    assert [(row.width, row.role) for row in shown] == [
        (20, "detail"),
        (30, "detail"),
        (40, "detail"),
    ]


def test_pictures_of_the_library_are_chosen_for_a_product(clerk_client):
    product = ProductFactory()
    tea, other = MediaAssetFactory(title="绿茶"), MediaAssetFactory(title="鞋")
    address = reverse("admin:catalog_mediaasset_choose", args=[product.pk])

    page = clerk_client.get(address, {"q": "绿茶"})
    clerk_client.post(address, {"role": "main", "chosen": [tea.pk]})

    assert list(page.context["page"]) == [tea]
    shown = ProductPicture.objects.get(product=product)
    assert (shown.asset, shown.role, str(shown.image)) == (tea, "main", tea.shown)
    assert not ProductPicture.objects.filter(asset=other).exists()


@pytest.mark.parametrize("address", [LIST, UPLOAD, f"{LIST}choose/1/"])
def test_who_may_not_work_on_media_sees_none(customer_client, address):
    assert customer_client.get(address).status_code in {302, 403}


def test_who_may_only_work_on_something_else_cannot_upload(warehouse_client):
    assert warehouse_client.post(UPLOAD, {"files": [picture((9, 9))]}).status_code == 403
    assert not MediaAsset.objects.exists()


@pytest.mark.parametrize("field", ["title", "alt", "source_name"])
def test_media_are_found_by_what_is_said_of_them(clerk_client, field):
    wanted = MediaAssetFactory(**{field: "碎花裙"})
    MediaAssetFactory(**{field: "皮鞋"})

    assert found(clerk_client, q="碎花") == {wanted.pk}


def test_media_are_filtered_by_use_state_and_folder(clerk_client):
    folder = save_folder(name="夏季", parent_id=None, actor=TESTS)
    used = MediaAssetFactory(folder=folder)
    failed = MediaAssetFactory(state="failed", reason="broken")
    show_picture(product_id=ProductFactory().pk, asset_id=used.pk, actor=TESTS)

    assert found(clerk_client, use="none") == {failed.pk}
    assert found(clerk_client, state__exact="failed") == {failed.pk}
    assert found(clerk_client, folder__id__exact=folder.pk) == {used.pk}


def test_the_page_of_a_medium_leads_to_where_it_is_used(clerk_client):
    asset, product = MediaAssetFactory(), ProductFactory(title="雪纺连衣裙")
    for role in ("main", "detail"):
        show_picture(product_id=product.pk, asset_id=asset.pk, role=role, actor=TESTS)

    page = clerk_client.get(f"{LIST}{asset.pk}/change/").content.decode()
    (row,) = clerk_client.get(LIST).context["cl"].result_list

    assert page.count(reverse("admin:catalog_product_change", args=[product.pk])) == 1
    assert "雪纺连衣裙" in page
    assert row.use_count == 2


@pytest.mark.req("SITE-22")
def test_the_description_is_written_in_the_list(clerk_client):
    asset = MediaAssetFactory()

    clerk_client.post(
        LIST,
        {
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 1,
            "form-0-id": asset.pk,
            "form-0-alt": "一条蓝色连衣裙",
            "_save": "1",
        },
    )

    asset.refresh_from_db()
    assert asset.alt == "一条蓝色连衣裙"


def test_media_are_moved_to_a_folder(clerk_client):
    folder = save_folder(name="夏季", parent_id=None, actor=TESTS)
    first, second = MediaAssetFactory(), MediaAssetFactory()

    clerk_client.post(
        LIST, {"action": "move", "_selected_action": [first.pk], "folder_id": folder.pk}
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.folder, second.folder) == (folder, None)


def test_only_what_is_unused_is_deleted(clerk_client):
    used, free = MediaAssetFactory(), MediaAssetFactory()
    show_picture(product_id=ProductFactory().pk, asset_id=used.pk, actor=TESTS)

    clerk_client.post(LIST, {"action": "delete_unused", "_selected_action": [used.pk, free.pk]})
    clerk_client.post(f"{LIST}{used.pk}/delete/", {"post": "yes"})

    assert list(MediaAsset.objects.all()) == [used]


def test_a_folder_cannot_lie_in_itself_nor_be_named_twice():
    summer = save_folder(name="夏季", parent_id=None, actor=TESTS)
    dresses = save_folder(name="裙", parent_id=summer.pk, actor=TESTS)

    with pytest.raises(FolderNotPossible):
        save_folder(folder_id=summer.pk, name="夏季", parent_id=dresses.pk, actor=TESTS)
    with pytest.raises(FolderNotPossible):
        save_folder(name="夏季", parent_id=None, actor=TESTS)

    rows = MediaFolder.objects.order_by("pk").values_list("name", "parent")
    assert list(rows) == [("夏季", None), ("裙", summer.pk)]


def test_a_refused_folder_is_said_on_its_form(clerk_client):
    summer = save_folder(name="夏季", parent_id=None, actor=TESTS)
    page = f"/admin/catalog/mediafolder/{summer.pk}/change/"

    answer = clerk_client.post(page, {"name": "新名", "parent": summer.pk})

    form = answer.context["adminform"].form
    assert form.non_field_errors() == [str(FolderNotPossible.message)]
    assert form["name"].value() == "新名"
    assert MediaFolder.objects.get().name == "夏季"


def test_a_folder_that_holds_something_stays():
    folder = save_folder(name="夏季", parent_id=None, actor=TESTS)
    MediaAssetFactory(folder=folder)

    with pytest.raises(FolderInUse):
        delete_folder(folder_id=folder.pk, actor=TESTS)

    assert MediaFolder.objects.get() == folder


@pytest.mark.parametrize("media_shown", [1, 50])
def test_the_library_costs_the_same_for_one_and_for_many(clerk_client, media_shown):
    product = ProductFactory()
    for asset in MediaAssetFactory.create_batch(media_shown):
        ProductPicture.objects.create(
            product=product, asset=asset, image=asset.shown, width=800, height=800
        )
    clerk_client.get(LIST)

    with statements() as made:
        clerk_client.get(LIST)

    assert len(made) <= 12, "\n".join(made)


def test_a_prepared_picture_is_shown_small_in_the_library(clerk_client):
    asset = store_picture(file=picture((900, 900)), name="a.png", actor=TESTS)
    prepare_medium(asset_id=asset.pk)

    page = clerk_client.get(LIST).content.decode()

    assert "_900x900_p-240.webp" in page
