"""The tracking service's doors, and the page of parcels."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shop.sandbox.accounts import account_at
from shop.sandbox.doors import through_the_door
from shop.sandbox.errors import BadControl
from shop.sandbox.faults import Occasion
from shop.sandbox.kuaidi100.companies import NAMES, guess_companies
from shop.sandbox.kuaidi100.journeys import PROBLEM_NAMES
from shop.sandbox.kuaidi100.parcels import go_wrong, move_on, steps_until
from shop.sandbox.kuaidi100.queries import Kuaidi100Refusal, answer_question, read_question
from shop.sandbox.models import Parcel

LONGEST_LIST = 100


@csrf_exempt
@require_POST
def query(request: HttpRequest) -> HttpResponse:
    return through_the_door(
        occasion=Occasion(provider="kuaidi100", method="query"), answer=partial(_answer, request)
    )


def _answer(request: HttpRequest) -> HttpResponse:
    fields = {name: request.POST.get(name, "") for name in ("customer", "sign", "param")}
    try:
        return _json(answer_question(question=read_question(**fields)))
    except Kuaidi100Refusal as refusal:
        return _json(refusal.node())


@require_safe
def auto_number(request: HttpRequest) -> HttpResponse:
    if request.GET.get("key") != account_at(provider="kuaidi100").secret:
        return _json({"result": False, "returnCode": "601", "message": "KEY已过期"})
    number = request.GET.get("num", "")
    found = [
        {"comCode": company, "lengthPre": len(number), "noCount": 1, "noPre": number[:3]}
        for company in guess_companies(number=number)
    ]
    return JsonResponse(found, safe=False)


@require_safe
def parcel_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = []
    for parcel in Parcel.objects.order_by("-handed_in_at", "-pk")[:LONGEST_LIST]:
        shown = steps_until(parcel=parcel, at=now)
        rows.append(
            {
                "parcel": parcel,
                "carrier": NAMES[parcel.company],
                "last": shown[-1] if shown else None,
            }
        )
    return render(
        request, "sandbox/parcels.html", {"rows": rows, "problems": PROBLEM_NAMES.items()}
    )


@require_POST
def parcel_move(request: HttpRequest, company: str, number: str) -> HttpResponse:
    problem = request.POST.get("problem", "")
    try:
        if problem:
            go_wrong(company=company, number=number, problem=problem)
        else:
            move_on(company=company, number=number)
    except BadControl as refusal:
        return HttpResponse(str(refusal), status=refusal.status)
    return redirect("parcel-list")


def _json(node: dict[str, Any]) -> HttpResponse:
    return JsonResponse(node, json_dumps_params={"ensure_ascii": False})
