import pytest

from shop.common.rich_text import stored_names
from shop.templatetags.pictures import rich

pytestmark = pytest.mark.req("SITE-29", "SITE-34")

NAME = "library/2026/11/tea-0123456789ab_500x250_p.jpg"


@pytest.mark.parametrize("said", [NAME, NAME.replace(".jpg", "-480.webp")], ids=["look", "width"])
def test_a_stored_picture_in_a_text_is_offered_in_its_widths(said):
    html = rich(f'<p>茶<img src="/media/{said}" alt="a &quot;b&quot;"></p>')

    stem = f"/media/{NAME.removesuffix('.jpg')}"
    assert f'srcset="{stem}-240.avif 240w, {stem}-480.avif 480w, {stem}-500.avif 500w"' in html
    assert 'width="500" height="250"' in html
    assert 'alt="a &quot;b&quot;" loading="lazy"' in html
    assert html.startswith("<p>茶<picture><source")
    assert html.endswith("</picture></p>")


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/static/a.png" alt="">',
        '<img src="/media/../secret.jpg" alt="">',
        '<img src="/media/%2e%2e/secret.jpg" alt="">',
        '<img alt="">',
    ],
    ids=["not stored", "above", "above in disguise", "no address"],
)
def test_other_pictures_stay_as_they_are(image):
    assert rich(image) == image
    assert stored_names(image) == []


def test_a_stored_picture_without_widths_is_fetched_late():
    html = rich('<img src="/media/products/demo/a.webp" alt="茶">')

    assert 'src="/media/products/demo/a.webp" alt="茶" loading="lazy"' in html
    assert "srcset" not in html
