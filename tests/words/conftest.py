from pathlib import Path

import polib
import pytest

from deploy.local.home import CLONE

MESSAGES = CLONE / "locale" / "zh_Hans" / "LC_MESSAGES"


def catalogue(name: str) -> polib.POFile:
    return polib.pofile(str(MESSAGES / name), check_for_duplicates=True)


@pytest.fixture(params=["django.po", "djangojs.po"])
def any_catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    return catalogue(request.param)


@pytest.fixture(scope="session")
def chinese() -> dict[tuple[str, str], polib.POEntry]:
    """Return the entries of our catalogue by context and msgid."""
    return {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue("django.po")}


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    """Return the modules and templates of the shop; the sandbox speaks Chinese by itself."""
    return [
        file
        for app in (*APPS, "templates")
        for file in sorted([*(CLONE / app).rglob("*.py"), *(CLONE / app).rglob("*.html")])
        if "sandbox" not in file.parts and "migrations" not in file.parts
    ]


APPS = (
    "shop", "analytics", "orders", "logistics", "marketing", "payments", "inventory", "catalog",
    "customers",
)  # fmt: skip
