import re
import tomllib

import pytest

from deploy.local.home import CLONE

LOCKS = {
    "deploy/requirements.lock": ["demo", "dev"],
    "deploy/requirements-production.lock": [],
}


def pinned(extras):
    project = tomllib.loads((CLONE / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {re.sub(r"\[.*?\]", "", line).lower() for line in lines}


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items(), ids=["all", "production"])
def test_a_lock_holds_every_pin_of_the_project(lock, extras):
    locked = set(re.findall(r"^[a-z0-9.-]+==[^ ;\\]+", (CLONE / lock).read_text(), re.MULTILINE))

    assert pinned(extras) - locked == set(), "run: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_no_address(lock):
    text = (CLONE / lock).read_text()

    entries = re.split(r"\n(?=[a-z0-9])", text.strip())

    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert " @ " not in text
