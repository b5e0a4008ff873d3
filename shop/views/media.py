"""Uploaded files, handed out by the shop itself where no proxy does it."""

import re
from collections.abc import Iterator
from typing import IO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.views.decorators.http import require_safe
from django.views.static import serve

_RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})")
_CHUNK = 64 * 1024


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    if settings.OBJECT_STORAGE:  # what texts and old pages call by its former address
        return HttpResponseRedirect(default_storage.url(path))
    # The folder is read at each request: tests move it.
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    return _in_part(request, answer) if isinstance(answer, FileResponse) else answer


def _in_part(request: HttpRequest, whole: FileResponse) -> HttpResponseBase:
    """Answer a player that asks for a part of a film: some play nothing without, none can seek."""
    whole["Accept-Ranges"] = "bytes"
    said = _RANGE.fullmatch(request.headers.get("Range", ""))
    if said is None or said.group() == "bytes=-" or _has_changed(request, whole):
        return whole
    size = int(whole["Content-Length"])
    first, last = _ends(said["first"], said["last"], size)
    # The file alone: closing the whole answer would tell Django that the request is over.
    file = cast(IO[bytes], whole.file_to_stream)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(
        _read(file, first, last - first + 1),
        status=206,
        content_type=whole["Content-Type"],
        headers={
            "Accept-Ranges": "bytes",
            "Content-Length": str(last - first + 1),
            "Content-Range": f"bytes {first}-{last}/{size}",
            "Last-Modified": whole["Last-Modified"],
        },
    )
    part._resource_closers.append(file.close)  # type: ignore[attr-defined]  # noqa: SLF001  as Django's own responses do
    return part


def _has_changed(request: HttpRequest, whole: FileResponse) -> bool:
    known = request.headers.get("If-Range")
    return known is not None and known != whole["Last-Modified"]


def _ends(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return (max(0, size - int(last)), size - 1) if int(last) else (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(file: IO[bytes], first: int, length: int) -> Iterator[bytes]:
    file.seek(first)
    while length > 0 and (chunk := file.read(min(_CHUNK, length))):
        length -= len(chunk)
        yield chunk
