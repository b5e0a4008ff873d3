"""The sandbox's own pages: entry and style sheet."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from shop.sandbox.models import Fault
from shop.sandbox.sms import views as sms

STYLES = Path(__file__).resolve().parent / "static" / "sandbox.css"


@csrf_exempt
def entry(request: HttpRequest) -> HttpResponse:
    # Aliyun's services live at the root of their host: whoever posts there means them.
    return sms.dysms(request) if request.method == "POST" else _entry_page(request)


@require_safe
def _entry_page(request: HttpRequest) -> HttpResponse:
    return render(request, "sandbox/entry.html", {"faults": Fault.objects.order_by("pk")})


@require_safe
def styles(request: HttpRequest) -> FileResponse:
    answer = FileResponse(STYLES.open("rb"), content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "max-age=300"
    return answer
