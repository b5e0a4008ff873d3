"""ZIP archives, looked at before anything is unpacked: a small file may hold terabytes."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from shop.common.sheets.errors import FileLocked, FileNotReadable, FileTooLarge

MOST_ENTRIES = 20_000
_MOST_TIMES_LARGER = 200
_ALWAYS_FINE = 20_000_000
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The names in an archive and how large each is unpacked."""

    sizes: dict[str, int]


def look_into(path: Path, *, most_bytes: int) -> Contents:
    """List an archive. Raises FileNotReadable, FileLocked, or FileTooLarge for what would burst."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except _BROKEN as wrong:
        raise FileNotReadable from wrong
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileLocked
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(path.stat().st_size, 1)
    bursts = unpacked > max(packed * _MOST_TIMES_LARGER, _ALWAYS_FINE)
    if len(entries) > MOST_ENTRIES or unpacked > most_bytes or bursts:
        raise FileTooLarge
    return Contents(sizes={e.filename: e.file_size for e in entries if not e.is_dir()})


def read_entry(path: Path, name: str, *, most_bytes: int) -> bytes:
    """Unpack one entry; never more than `most_bytes`, whatever its header says."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as entry:
            content = entry.read(most_bytes + 1)
    except (*_BROKEN, KeyError) as wrong:
        raise FileNotReadable from wrong
    if len(content) > most_bytes:
        raise FileTooLarge
    return content
