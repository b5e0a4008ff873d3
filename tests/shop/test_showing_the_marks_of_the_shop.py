import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from shop.models import SiteSettings
from shop.selectors import forget_site_settings
from tests.support.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-01", "SITE-02", "SITE-29")]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def row():
    return SiteSettings.objects.create(shop_name="开店")


def saved(client, row, **files):
    page = f"/admin/shop/sitesettings/{row.pk}/change/"
    response = client.post(page, {"shop_name": "开店", **files})
    row.refresh_from_db()
    forget_site_settings()
    return response


def opened(name):
    with default_storage.open(name) as file:
        image = Image.open(io.BytesIO(file.read()))
    image.load()
    return image


def exif():
    told = Image.Exif()
    told[0x010F] = "Camera of somebody"
    return told


def test_a_logo_is_drawn_anew_in_a_sane_size_and_pages_keep_its_place(clerk_client, client, row):
    saved(clerk_client, row, logo=picture((3000, 1000), "JPEG", name="logo.html", exif=exif()))
    assert not row.logo  # a name that claims to be a page is refused

    saved(clerk_client, row, logo=picture((3000, 1000), "JPEG", name="标.jpg", exif=exif()))

    logo = opened(row.logo.name)
    assert (logo.format, logo.size, bool(logo.getexif())) == ("JPEG", (528, 176), False)
    assert row.logo.name.startswith("site/logo-")
    head = client.get("/about/").content.decode().partition("</header>")[0]
    assert 'width="528"' in head
    assert 'class="logo-name"' not in head  # a word mark says the name itself


def test_what_is_seen_through_in_a_logo_stays_so(clerk_client, row):
    saved(clerk_client, row, logo=picture((100, 40), mode="RGBA", name="a.png"))

    logo = opened(row.logo.name)
    assert (logo.format, logo.mode, logo.size) == ("PNG", "RGBA", (100, 40))


def test_an_icon_is_kept_for_tabs_and_for_telephones(clerk_client, client, row):
    saved(clerk_client, row, favicon=picture((400, 200), name="icon.png"))

    page = client.get("/about/").content.decode()
    large, small = row.favicon.name, row.favicon.name.replace("-180.png", "-32.png")
    assert [opened(name).size for name in (large, small)] == [(180, 180), (32, 32)]
    assert opened(large).getpixel((90, 0)) == (0, 0, 0, 0)
    assert f'<link rel="icon" href="/media/{small}">' in page
    assert f'<link rel="apple-touch-icon" href="/media/{large}">' in page
    assert client.get("/favicon.ico")["Location"] == f"/media/{small}"


def test_the_licence_can_be_read_and_tells_nothing_of_the_camera(clerk_client, row):
    said = picture((4000, 3000), "JPEG", name="licence.jpg", exif=exif())

    saved(clerk_client, row, licence_picture=said)

    licence = opened(row.licence_picture.name)
    assert (licence.size, bool(licence.getexif())) == ((1600, 1200), False)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.req("SEC-24")
@pytest.mark.parametrize("field", ["logo", "favicon", "licence_picture"])
@pytest.mark.parametrize(
    "file",
    [
        lambda: picture(raw=SVG, name="a.svg"),
        lambda: picture(raw=SVG, name="a.png"),
        lambda: picture((50, 50), "GIF", mode="P", name="a.gif"),
        lambda: picture((50, 50), "BMP", name="a.png"),
        lambda: picture(raw=picture((50, 50)).getvalue() + b"0" * 8 * 1024 * 1024, name="a.png"),
    ],
    ids=["SVG", "SVG with another name", "GIF", "BMP with another name", "too large"],
)
def test_what_is_no_picture_for_pages_is_refused_with_the_reason(clerk_client, row, field, file):
    response = saved(clerk_client, row, **{field: file()})

    (said,) = response.context["adminform"].form.errors[field]
    assert "JPEG, PNG or WebP" in said
    assert not getattr(row, field)
    assert not default_storage.exists("site")


def test_an_icon_must_not_be_blown_up(clerk_client, row):
    response = saved(clerk_client, row, favicon=picture((16, 16), name="a.png"))

    (said,) = response.context["adminform"].form.errors["favicon"]
    assert "too small" in said
    assert not row.favicon


def test_saving_texts_leaves_the_pictures_alone_and_they_can_be_taken_away(clerk_client, row):
    saved(clerk_client, row, logo=picture((100, 40), name="a.png"))
    before = row.logo.name

    saved(clerk_client, row, introduction="一家小店")
    assert (row.logo.name, row.introduction) == (before, "一家小店")

    saved(clerk_client, row, **{"logo-clear": "on"})
    assert not row.logo
