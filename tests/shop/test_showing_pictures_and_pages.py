import pytest
from django.core.paginator import Paginator
from django.template import Context, Template

from shop.templatetags.paging import page_numbers
from shop.templatetags.pictures import picture_url, srcset


def test_a_picture_is_offered_in_three_widths():
    assert picture_url("products/2026/11/tea.png", 480) == "/media/products/2026/11/tea-480.webp"
    assert srcset("products/tea.png") == (
        "/media/products/tea-240.webp 240w, /media/products/tea-480.webp 480w, "
        "/media/products/tea-800.webp 800w"
    )


def test_a_missing_picture_leaves_an_empty_place():
    shown = Template('{% include "components/picture.html" with path="" %}').render(Context())

    assert "<img" not in shown
    assert "no-picture" in shown


def test_page_links_show_both_ends_and_the_neighbours():
    page = Paginator(range(100), 5).page(10)

    assert list(page_numbers(page)) == [1, "…", 8, 9, 10, 11, 12, "…", 20]


@pytest.mark.req("SITE-29", "SITE-34")
def test_a_prepared_picture_is_offered_in_better_formats_first_and_keeps_its_place():
    html = render("library/tea-0123456789ab_1000x1200_p.jpg", alt="茶")

    avif, webp, plain = (
        ", ".join(f"/media/library/tea-0123456789ab_1000x1200_p-{width}.{ending} {width}w"
                  for width in (240, 480, 800, 1000))
        for ending in ("avif", "webp", "jpg")
    )  # fmt: skip
    assert f'<source type="image/avif" srcset="{avif}"' in html
    assert f'<source type="image/webp" srcset="{webp}"' in html
    assert f'srcset="{plain}"' in html
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    assert 'width="1000"' in html
    assert 'height="1200"' in html
    assert 'alt="茶"' in html
    assert 'loading="lazy"' in html


def test_a_picture_that_is_being_prepared_is_shown_as_it_is():
    html = render("library/tea-0123456789ab_1000x1200.png")

    assert 'src="/media/library/tea-0123456789ab_1000x1200.png"' in html
    assert "srcset" not in html
    assert 'width="1000"' in html


def test_the_first_picture_is_fetched_at_once():
    html = render("library/tea-0123456789ab_90x90_p.jpg", eager=True)

    assert 'fetchpriority="high"' in html
    assert "lazy" not in html
    assert "-90.avif 90w" in html


def render(path, **more):
    arguments = " ".join(f"{name}={name}" for name in more)
    line = f'{{% include "components/picture.html" with path=path {arguments} only %}}'
    return " ".join(Template(line).render(Context({"path": path, **more})).split())
