import pytest

from catalog.models import MediaAsset
from tests.factories.catalog import MediaAssetFactory
from tests.support.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-28")]

PICK = "/admin/catalog/mediaasset/pick/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_new_picture_is_kept_and_its_address_answered(clerk_client):
    answer = clerk_client.post(PICK, {"file": picture((300, 200), name="秋.png")}).json()

    asset = MediaAsset.objects.get()
    assert answer == {"address": f"/media/{asset.shown}", "alt": ""}
    assert asset.shown.endswith("_300x200_p.jpg")
    assert asset.source_name == "秋.png"


def test_a_picture_of_the_library_is_taken_with_its_description(clerk_client):
    asset = MediaAssetFactory(alt="红茶")
    MediaAssetFactory(kind="video")

    page = clerk_client.get(PICK, {"CKEditorFuncNum": "-1"})
    answer = clerk_client.post(PICK, {"asset": asset.pk}).json()

    assert list(page.context["page"]) == [asset]
    assert answer == {"address": f"/media/{asset.shown}", "alt": "红茶"}


@pytest.mark.parametrize(
    "sent",
    [{}, {"file": picture(raw=b"<script>", name="a.jpg")}, {"asset": "0"}],
    ids=["nothing", "no picture", "gone"],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(clerk_client, sent):
    answer = clerk_client.post(PICK, sent).json()

    assert set(answer) == {"refusal"}
    assert answer["refusal"]
    assert not MediaAsset.objects.exists()


def test_who_may_not_work_on_media_cannot_pick(warehouse_client):
    assert warehouse_client.get(PICK).status_code == 403
    assert warehouse_client.post(PICK, {"asset": MediaAssetFactory().pk}).status_code == 403
