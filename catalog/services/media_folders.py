"""Folders of the media library."""

from typing import Any

from django.db import IntegrityError, transaction

from catalog.errors import FolderInUse, FolderNotPossible
from catalog.models import MediaAsset, MediaFolder
from catalog.services.tree_lock import lock_tree
from shop.common.actors import Actor


@transaction.atomic
def save_folder(
    *, name: str, parent_id: int | None, actor: Actor, folder_id: int | None = None
) -> MediaFolder:
    """Make a folder, or rename and move one. Raises FolderNotPossible."""
    del actor  # who changed fields is kept by auditlog
    lock_tree()  # two moves at once could put each folder inside the other
    if folder_id is not None and folder_id in _line_above(parent_id):
        raise FolderNotPossible
    folder = MediaFolder.objects.get(pk=folder_id) if folder_id else MediaFolder()
    folder.name, folder.parent_id = name.strip(), parent_id
    try:
        with transaction.atomic():
            folder.save()
    except IntegrityError as taken:
        raise FolderNotPossible from taken
    return folder


def folder_called(*, name: str, parent_id: int | None = None) -> MediaFolder:
    """Return the folder of this name, made when it is not there."""
    folder, _is_new = MediaFolder.objects.get_or_create(name=name, parent_id=parent_id)
    return folder


@transaction.atomic
def delete_folder(*, folder_id: int, actor: Actor) -> None:
    """Delete an empty folder. Raises FolderInUse."""
    del actor
    lock_tree()
    folder = MediaFolder.objects.select_for_update().get(pk=folder_id)
    holds: Any = MediaAsset.objects.filter(folder=folder)
    if holds.exists() or MediaFolder.objects.filter(parent=folder).exists():
        raise FolderInUse
    folder.delete()


def _line_above(folder_id: int | None) -> set[int]:
    """Return a folder and those that it lies in."""
    parents = dict(MediaFolder.objects.values_list("pk", "parent_id"))
    line: set[int] = set()
    while folder_id is not None and folder_id not in line:
        line.add(folder_id)
        folder_id = parents.get(folder_id)
    return line
