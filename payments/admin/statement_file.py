"""The file of a statement, handed out as the gateway wrote it."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from payments.models import Statement
from payments.services.finance_notices import PERMISSION

logger = logging.getLogger(__name__)

# Gateways pack their files or not, whatever they call them.
_ENDINGS = {b"PK": "zip", b"\x1f\x8b": "gz"}


def file_of_statement(request: HttpRequest, statement_id: int) -> FileResponse:
    """Hand the file to somebody who may settle differences, and log who took it."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    statement = get_object_or_404(Statement, pk=statement_id)
    if not statement.file.name or not statement.file.storage.exists(statement.file.name):
        raise Http404
    logger.info(
        "Handed out a statement", extra={"statement_id": statement.pk, "user_id": request.user.pk}
    )
    file: Any = statement.file.open("rb")
    ending = _ENDINGS.get(file.read(2), "csv")
    file.seek(0)
    name = f"{statement.gateway}-{statement.day}.{ending}"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
