import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from marketing.models import Banner
from marketing.selectors.banners import planned_banners
from tests.factories.catalog import CategoryFactory
from tests.factories.content import usual_home

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
