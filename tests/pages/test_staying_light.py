import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

LIMIT = 60_000
STATIC = re.compile(r'{% static "([^"]+\.(?:css|js))" %}')


def compressed(name):
    return len(gzip.compress(Path(str(finders.find(name))).read_bytes()))


def test_no_page_ships_more_than_sixty_kilobytes_of_styles_and_scripts(settings):
    root = Path(settings.BASE_DIR)
    pages = [page.read_text() for page in (root / "templates").rglob("*.html")]
    shipped_by_all_pages_together = {name for page in pages for name in STATIC.findall(page)}

    weight = sum(compressed(name) for name in shipped_by_all_pages_together)

    assert "css/tokens.css" in shipped_by_all_pages_together
    assert weight <= LIMIT
