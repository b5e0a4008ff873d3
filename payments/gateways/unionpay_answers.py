"""UnionPay's answers, `k=v&k=v`: read from text or, where one value holds a file, from a file."""

import base64
import binascii
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

from shop.common.transport import ProviderAnswerInvalid

CONTENT = "fileContent"
_MOST_FIELDS = 100
_LONGEST_FIELD = 100_000
_PIECE = 1 << 20  # a multiple of four: base64 is read piece by piece
_LARGEST = 1 << 31


@dataclass(frozen=True)
class Stretch:
    """A value that stays where it lies in a file."""

    file: BinaryIO
    start: int
    end: int

    def pieces(self) -> Iterator[bytes]:
        """Read it from its beginning, with flat memory."""
        self.file.seek(self.start)
        left = self.end - self.start
        while left and (piece := self.file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece

    def unpack(self, into: BinaryIO) -> None:
        """Undo base64 and deflate. Raises ProviderAnswerInvalid."""
        unpacker, size = zlib.decompressobj(), 0
        try:
            for letters in self.pieces():
                packed = base64.b64decode(letters, validate=True)
                while packed:
                    piece = unpacker.decompress(packed, _PIECE)
                    packed = unpacker.unconsumed_tail
                    size += len(piece)
                    if size > _LARGEST:
                        raise ProviderAnswerInvalid
                    into.write(piece)
            into.write(unpacker.flush())
        except (binascii.Error, zlib.error) as garbage:
            raise ProviderAnswerInvalid from garbage
        if not unpacker.eof:
            raise ProviderAnswerInvalid


@dataclass(frozen=True)
class FileAnswer:
    """An answer with a file in it; without one, its content is an empty stretch."""

    fields: dict[str, str]
    content: Stretch


def read_answer(text: str) -> dict[str, str]:
    """Read a short answer."""
    # Values are not url-encoded: base64 and PEM hold `=`, so only the first one separates.
    pairs = (pair.partition("=") for pair in text.split("&"))
    return {name: value for name, is_pair, value in pairs if is_pair}


def read_file_answer(file: BinaryIO) -> FileAnswer:
    """Read the short fields of an answer and find its long one. Raises ProviderAnswerInvalid."""
    fields: dict[str, str] = {}
    content = Stretch(file, 0, 0)
    for start, end in _spans(file):
        file.seek(start)
        head = file.read(min(end - start, _LONGEST_FIELD))
        name, _mark, value = head.partition(b"=")
        if name == CONTENT.encode():
            content = Stretch(file, start + len(name) + 1, end)
        elif end - start >= _LONGEST_FIELD:
            raise ProviderAnswerInvalid
        else:
            fields |= _read_field(name, value)
    return FileAnswer(fields, content)


def _read_field(name: bytes, value: bytes) -> dict[str, str]:
    try:
        return {name.decode(): value.decode()}
    except UnicodeDecodeError as garbage:
        raise ProviderAnswerInvalid from garbage


def _spans(file: BinaryIO) -> list[tuple[int, int]]:
    """Return where each field begins and ends."""
    size = file.seek(0, SEEK_END)
    marks = [-1]
    for number, piece in enumerate(Stretch(file, 0, size).pieces()):
        found = piece.find(b"&")
        while found >= 0:
            marks.append(number * _PIECE + found)
            if len(marks) > _MOST_FIELDS:
                raise ProviderAnswerInvalid
            found = piece.find(b"&", found + 1)
    ends = [*marks[1:], size]
    return [(mark + 1, end) for mark, end in zip(marks, ends, strict=True)]
