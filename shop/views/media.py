"""Uploaded files, handed out by the shop itself where no proxy does it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    # The folder is read at each request: tests move it.
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
