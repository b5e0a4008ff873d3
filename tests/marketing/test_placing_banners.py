import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from catalog.models import MediaAsset
from marketing.models import Banner, HomeBlock
from marketing.selectors.banners import planned_banners
from tests.factories.catalog import CategoryFactory
from tests.factories.content import usual_home
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-05")]

LIST = "/admin/marketing/banner/"


@pytest.fixture
def entry(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    Image.new("RGB", (30, 10)).save(file, "PNG")
    file.seek(0)
    file.name = "b.png"
    return {
        "placement": "home", "title": "早秋", "link": "/c/dresses/", "picture": file, "position": 0,
        "is_active": "on",
    }  # fmt: skip


def test_a_banner_is_placed_on_the_home_page(clerk_client, client, entry):
    usual_home()

    clerk_client.post(f"{LIST}add/", entry)

    hero = client.get("/").context["stretches"][0]
    assert [banner.title for banner in hero.data["heroes"]] == ["早秋"]
    assert clerk_client.get(LIST).status_code == 200


@pytest.mark.req("SITE-28", "SITE-29")
def test_the_picture_of_a_banner_goes_through_the_media_library(clerk_client, client, entry):
    usual_home()
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    file = io.BytesIO()
    Image.new("RGB", (600, 300)).save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = '"><script>alert(1)</script>.jpg'

    clerk_client.post(f"{LIST}add/", entry | {"picture": file})

    banner = Banner.objects.get()
    asset = MediaAsset.objects.get()
    assert (banner.picture.name, asset.uses.get().title) == (asset.shown, "早秋")
    assert asset.shown.rpartition("/")[2].startswith("zao-qiu-")
    with banner.picture.open() as stored, Image.open(stored) as image:
        assert not image.getexif()
    assert f"{asset.shown.removesuffix('.jpg')}-480.avif 480w" in client.get("/").content.decode()
    clerk_client.post(f"{LIST}{banner.pk}/delete/", {"post": "yes"})
    assert not asset.uses.exists()


def test_a_banner_heads_a_floor(clerk_client, entry):
    CategoryFactory(slug="home-goods")

    clerk_client.post(f"{LIST}add/", entry | {"placement": "floor:home-goods"})

    assert [banner.placement for banner in planned_banners(timezone.now())] == ["floor:home-goods"]


@pytest.mark.parametrize(
    "change",
    [
        {"link": "javascript:alert(1)"}, {"link": "//evil.example"}, {"placement": "nowhere"},
        {"picture": io.BytesIO(b"<svg onload=alert(1)>")},
    ],
    ids=["script link", "link elsewhere", "unknown place", "script as picture"],
)  # fmt: skip
def test_what_cannot_be_a_banner_is_refused(clerk_client, entry, change):
    response = clerk_client.post(f"{LIST}add/", entry | change)

    assert response.status_code == 200
    assert not Banner.objects.exists()


def test_a_banner_whose_category_is_gone_can_still_be_edited(clerk_client):
    banner = Banner.objects.create(
        title="a", picture="banners/a.webp", link="/", placement="floor:gone",
        ends_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip

    page = clerk_client.get(f"{LIST}{banner.pk}/change/").content.decode()

    assert "floor:gone" in page
    assert planned_banners(timezone.now()) == []


@pytest.mark.req("SEC-36")
def test_whoever_enters_a_banner_answers_for_it_until_another_is_named(clerk_client, clerk, entry):
    other = UserFactory(staff=True, nickname="顾知微")
    clerk_client.post(f"{LIST}add/", entry)
    banner = Banner.objects.get()
    assert banner.owner == clerk

    data = {name: value for name, value in entry.items() if name != "picture"}
    clerk_client.post(f"{LIST}{banner.pk}/change/", data | {"owner": other.pk})

    banner.refresh_from_db()
    assert banner.owner == other
    assert "顾知微" in clerk_client.get(LIST).content.decode()
    mine = clerk_client.get(LIST, {"owner__id__exact": other.pk}).context["cl"].result_list
    assert list(mine) == [banner]
    assert not clerk_client.get(LIST, {"owner__id__exact": clerk.pk}).context["cl"].result_list


@pytest.mark.req("SEC-36")
def test_a_block_of_the_home_page_has_somebody_who_answers_for_it(clerk_client, clerk):
    usual_home()
    address = "/admin/marketing/homeblock/"

    clerk_client.post(f"{address}add/", {"kind": "new", "position": 1, "text": ""})

    assert HomeBlock.objects.latest("pk").owner == clerk
    assert str(clerk) in clerk_client.get(address).content.decode()


@pytest.mark.req("SEC-36")
def test_no_shopper_answers_for_a_banner(clerk_client, customer, entry):
    answer = clerk_client.post(f"{LIST}add/", entry | {"owner": customer.pk})

    assert "owner" in answer.context["adminform"].form.errors
    assert not Banner.objects.exists()
