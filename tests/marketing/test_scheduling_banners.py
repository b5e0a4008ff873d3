from datetime import timedelta

import pytest
from django.utils import timezone

from marketing.models import Banner
from marketing.selectors.banners import channel_banners
from tests.factories.catalog import CategoryFactory
from tests.factories.content import BannerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-12")]

LIST = "/admin/marketing/banner/"


@pytest.fixture
def category():
    return CategoryFactory(slug="dresses", parent=CategoryFactory())


def test_a_category_page_shows_the_banners_of_its_own(client, category):
    BannerFactory(placement="channel:dresses", title="换季专场")
    BannerFactory(placement="channel:shoes", title="鞋靴专场")

    page = client.get("/c/dresses/").content.decode()

    assert "换季专场" in page
    assert "鞋靴专场" not in page


def test_a_channel_banner_shows_in_its_time_only(category):
    now = timezone.now()
    BannerFactory(placement="channel:dresses", title="现在", ends_at=now + timedelta(hours=1))
    BannerFactory(placement="channel:dresses", title="将来", starts_at=now + timedelta(hours=1))
    BannerFactory(placement="channel:dresses", title="关", is_active=False)

    seen = {
        hours: [banner.title for banner in channel_banners("dresses", now + timedelta(hours=hours))]
        for hours in (0, 2)
    }

    assert seen == {0: ["现在"], 2: ["将来"]}


def test_staff_see_which_banners_share_a_place_and_a_time(clerk_client):
    now = timezone.now()
    first = {"placement": "home", "title": "甲", "starts_at": now, "ends_at": now + timedelta(2)}
    BannerFactory(**first)
    BannerFactory(placement="home", title="乙", starts_at=now + timedelta(1))
    BannerFactory(placement="home", title="丙", starts_at=now + timedelta(2))
    BannerFactory(placement="floor:x", title="丁")

    changelist = clerk_client.get(LIST).context["cl"]

    overlaps = {
        banner.title: changelist.model_admin.overlap(banner) for banner in changelist.result_list
    }
    assert overlaps == {"甲": "乙", "乙": "甲, 丙", "丙": "乙", "丁": "—"}


def test_a_banner_that_staff_switch_off_is_gone_at_once(
    clerk_client, client, category, django_capture_on_commit_callbacks
):
    banner = BannerFactory(placement="channel:dresses", title="换季专场")
    before = client.get("/c/dresses/").content.decode()
    form = {"placement": banner.placement, "title": banner.title, "link": "/", "position": 0}

    with django_capture_on_commit_callbacks(execute=True):
        clerk_client.post(f"{LIST}{banner.pk}/change/", form)

    assert "换季专场" in before
    assert "换季专场" not in client.get("/c/dresses/").content.decode()
    assert not Banner.objects.get().is_active


def test_markup_in_a_banner_stays_words(client, category):
    BannerFactory(placement="channel:dresses", title="<script>alert(1)</script>", subtitle="<b>")

    assert "<script>alert(1)" not in client.get("/c/dresses/").content.decode()
