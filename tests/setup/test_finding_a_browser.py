import os

import pytest

from deploy import browser
from deploy.browser import BrowserMissing, ensure_browser, find_browser, launch_arguments


@pytest.fixture
def no_browser(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setattr(browser, "MAC_PLACES", ())
    return tmp_path


def make_program(path):
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_browser_on_the_path_is_found(no_browser):
    chrome = make_program(no_browser / "google-chrome")

    assert find_browser() == chrome


def test_a_named_browser_comes_first(no_browser, monkeypatch):
    make_program(no_browser / "chromium")
    own = make_program(no_browser / "my-chrome")
    monkeypatch.setenv("CHROME", str(own))

    assert find_browser() == own


def test_a_wrong_name_is_told(no_browser, monkeypatch):
    monkeypatch.setenv("CHROME", "/nowhere/chrome")

    with pytest.raises(BrowserMissing, match="CHROME names /nowhere/chrome, which is no program"):
        find_browser()


def test_without_a_browser_and_without_rights_the_person_is_told_what_to_install(
    no_browser, monkeypatch
):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(BrowserMissing, match="apt-get install chromium fonts-noto-cjk"):
        ensure_browser()


@pytest.mark.parametrize(("user", "closed_in"), [(0, False), (1000, True)], ids=["root", "person"])
def test_only_root_gives_up_the_browser_s_own_sandbox(no_browser, monkeypatch, user, closed_in):
    make_program(no_browser / "chromium")
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert ("--no-sandbox" not in launch_arguments()["args"]) is closed_in
