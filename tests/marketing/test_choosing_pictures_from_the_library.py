import pytest
from django.test import Client

from catalog.models import MediaAsset
from marketing.models import Article, Banner
from tests.cast import grant
from tests.factories.catalog import MediaAssetFactory
from tests.factories.content import ArticleFactory
from tests.factories.customers import UserFactory
from tests.support.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-28")]

BANNERS = "/admin/marketing/banner/"
PICK = "/admin/catalog/mediaasset/pick/"
ENTRY = {"placement": "home", "title": "早秋", "link": "/", "position": 0, "is_active": "on"}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def client_who_may(*permissions):
    client = Client()
    member = grant(UserFactory(staff=True), *permissions)
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


def test_a_banner_shows_pictures_of_the_library(clerk_client):
    wide, narrow = MediaAssetFactory(), MediaAssetFactory()

    entry = ENTRY | {"picture-library": wide.pk, "phone_picture-library": narrow.pk}
    clerk_client.post(f"{BANNERS}add/", entry)

    banner = Banner.objects.get()
    assert (banner.picture.name, banner.phone_picture.name) == (wide.shown, narrow.shown)
    assert wide.uses.get().title == "早秋"
    assert MediaAsset.objects.count() == 2


def test_an_article_gets_its_cover_from_the_library(clerk_client):
    article, asset = ArticleFactory(), MediaAssetFactory()
    page = f"/admin/marketing/article/{article.pk}/change/"
    form = clerk_client.get(page).context["adminform"].form
    said = {name: "" if value is None else value for name, value in form.initial.items()}

    clerk_client.post(page, said | {"cover": "", "products": [], "cover-library": asset.pk})

    assert Article.objects.get().cover.name == asset.shown
    assert asset.uses.exists()


def test_what_was_chosen_stays_while_something_else_is_mended(clerk_client):
    asset = MediaAssetFactory(title="绿茶")

    page = clerk_client.post(f"{BANNERS}add/", ENTRY | {"link": "", "picture-library": asset.pk})

    assert list(page.context["adminform"].form.errors) == ["link"]
    assert f'value="{asset.pk}"' in page.content.decode()
    assert "绿茶" in page.content.decode()


@pytest.mark.parametrize("number", ["0", "x", "９", "-1", "9" * 40])
def test_a_number_without_a_picture_is_refused_and_stays_to_be_mended(clerk_client, number):
    page = clerk_client.post(f"{BANNERS}add/", ENTRY | {"picture-library": number})

    assert page.context["adminform"].form.errors["picture"]
    assert f'value="{number}"' in page.content.decode()
    assert not Banner.objects.exists()


def test_a_video_is_no_picture_of_a_banner(clerk_client):
    film = MediaAssetFactory(kind="video")

    page = clerk_client.post(f"{BANNERS}add/", ENTRY | {"picture-library": film.pk})

    assert page.context["adminform"].form.errors["picture"]
    assert not Banner.objects.exists()


def test_a_file_and_a_picture_of_the_library_are_one_too_many(clerk_client):
    entry = ENTRY | {
        "picture-library": MediaAssetFactory().pk,
        "picture": picture((30, 10), name="a.png"),
    }

    page = clerk_client.post(f"{BANNERS}add/", entry)

    (said,) = page.context["adminform"].form.errors["picture"]
    assert said == "Choose a file or a picture of the library, not both."
    assert not Banner.objects.exists()


def test_who_may_not_look_into_the_library_takes_nothing_out_of_it():
    client = client_who_may("marketing.add_banner", "marketing.view_banner")

    page = client.get(f"{BANNERS}add/").content.decode()
    client.post(f"{BANNERS}add/", ENTRY | {"picture-library": MediaAssetFactory().pk})

    assert "data-library" not in page
    assert not Banner.objects.exists()


def test_whoever_may_only_look_picks_for_a_field_and_sends_no_files():
    client = client_who_may("catalog.view_mediaasset")
    asset = MediaAssetFactory(title="绿茶")

    page = client.get(PICK, {"field": "id_picture", "q": "绿茶"})

    assert list(page.context["page"]) == [asset]
    assert f'data-asset="{asset.pk}"' in page.content.decode()
    assert 'type="file"' not in page.content.decode()
    assert '<input type="hidden" name="field" value="id_picture">' in page.content.decode()
    assert client.get(PICK).status_code == 403
    assert client.post(PICK, {"asset": asset.pk}).status_code == 403
