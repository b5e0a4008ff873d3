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
