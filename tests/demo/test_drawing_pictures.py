import pytest
from PIL import Image

from shop.demo.catalogue.brands import BRANDS
from shop.demo.catalogue.shelf import PRODUCTS, selection
from shop.demo.pictures.album import WIDTHS, album_of
from shop.demo.pictures.banners import HERO_WIDTHS, draw_posters
from shop.demo.pictures.drawing import DRAFT_SIZE, draw_product, draw_products
from shop.demo.pictures.marks import draw_marks, stem_of
from shop.demo.pictures.paint import MOTIFS, tinted
from shop.demo.posters import FLOORS, HEROES

WHITE = (255, 255, 255)


@pytest.mark.req("CAT-12")
def test_every_product_has_five_pictures_and_every_look_its_own():
    for product in PRODUCTS:
        album = album_of(product)

        assert len(album) >= 5
        assert album[0].role == "main"
        assert {picture.look for picture in album if picture.role == "main"} == set(product.looks)
        assert all(len(picture.alt) <= 120 for picture in album)


def test_every_product_has_a_drawing_and_every_token_is_replaced():
    for product in PRODUCTS:
        assert (MOTIFS / f"{product.motif}.svg").exists()
        assert "{" not in tinted(product.motif, "#336699", "#DDAA44")


@pytest.mark.req("CAT-13")
def test_a_main_picture_is_800_pixels_wide_on_white(tmp_path):
    product = selection(0)[0]

    draw_product(product, tmp_path)

    with Image.open(tmp_path / "sp2026001-1-main-800.webp") as picture:
        assert picture.size == (800, 800)
        corners = [picture.getpixel(at) for at in ((0, 0), (799, 0), (0, 799), (799, 799))]
    assert corners == [WHITE] * 4


def test_a_draft_writes_every_file_and_tells_how_far_it_is(tmp_path):
    few, heard = selection(0)[:2], []

    draw_products(
        few, tmp_path, workers=1, size=DRAFT_SIZE, progress=lambda *done: heard.append(done)
    )

    expected = {
        f"{picture.stem}{width}.webp"
        for product in few
        for picture in album_of(product)
        for width in ("", *(f"-{width}" for width in WIDTHS))
    }
    assert {file.name for file in tmp_path.iterdir()} == expected
    assert heard == [(1, 2), (2, 2)]


def test_the_same_picture_is_drawn_twice_alike(tmp_path):
    product = selection(0)[-1]

    for name in ("first", "second"):
        draw_products([product], tmp_path / name, workers=1, size=DRAFT_SIZE)

    for file in (tmp_path / "first").iterdir():
        assert file.read_bytes() == (tmp_path / "second" / file.name).read_bytes()


def test_banners_and_marks_are_drawn(tmp_path):
    draw_posters([HEROES[0].poster, FLOORS[0].poster], tmp_path, scale=0.1)
    draw_marks(BRANDS[:1], tmp_path)

    names = {file.name for file in tmp_path.iterdir()}
    assert {f"hero-kitchen-{width}.webp" for width in HERO_WIDTHS} <= names
    assert {"floor-fashion-240.webp", f"{stem_of(BRANDS[0])}-240.webp"} <= names


def test_a_hero_is_set_anew_for_phones(tmp_path):
    banner = HEROES[0]

    draw_posters([banner.phone_poster], tmp_path)

    with Image.open(tmp_path / "hero-kitchen-phone.webp") as picture:
        assert picture.size == (750, 420)
    assert FLOORS[0].phone_poster is None
