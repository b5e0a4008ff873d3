"""Control of the tracking stand-in: its account, handing in, moving, obstacles."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from shop.sandbox.accounts import account_at
from shop.sandbox.clock import beijing, optional_moment_in
from shop.sandbox.control.loopback import Json, body_of, control
from shop.sandbox.errors import BadControl
from shop.sandbox.kuaidi100.parcels import Handover, go_wrong, hand_in, move_on, steps_until
from shop.sandbox.models import Parcel


@control("GET")
def kuaidi100_account(request: HttpRequest) -> Json:
    account = account_at(provider="kuaidi100")
    return {
        "customer": account.public_id,
        "key": account.secret,
        "query": request.build_absolute_uri(reverse("kuaidi100-query")),
        "autonumber": request.build_absolute_uri(reverse("kuaidi100-autonumber")),
    }


@control("GET", "POST")
def kuaidi100_parcels(request: HttpRequest) -> Json:
    if request.method == "GET":
        chosen = Parcel.objects.order_by("pk")
        if "number" in request.GET:
            chosen = chosen.filter(number=request.GET["number"])
        return {"parcels": [_row(parcel) for parcel in chosen[:1000]]}
    rows = body_of(request).get("parcels")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadControl("parcels is not a list of objects.")
    added = [hand_in(handover=_handover(row))[1] for row in rows]
    return {"added": sum(added), "known": len(added) - sum(added)}


@control("POST")
def kuaidi100_move(request: HttpRequest) -> Json:
    """Do the next step, the next `steps`, or a `problem`."""
    data = body_of(request)
    company, number = str(data.get("company") or ""), str(data.get("number") or "")
    if data.get("problem"):
        go_wrong(company=company, number=number, problem=str(data["problem"]))
    else:
        steps = data.get("steps", 1)
        if not isinstance(steps, int):
            raise BadControl("steps is a whole number.")
        for _step in range(steps):
            move_on(company=company, number=number)
    return _row(Parcel.objects.get(company=company, number=number))


def _handover(row: Json) -> Handover:
    return Handover(
        company=str(row.get("company") or ""),
        number=str(row.get("number") or ""),
        from_city=str(row.get("from_city") or Handover.from_city)[:40],
        to_city=str(row.get("to_city") or Handover.to_city)[:40],
        phone=str(row.get("phone") or "")[:20],
        collected_at=optional_moment_in(row, "collected_at"),
        signed_at=optional_moment_in(row, "signed_at"),
    )


def _row(parcel: Parcel) -> Json:
    shown = steps_until(parcel=parcel, at=timezone.now())
    return {
        "company": parcel.company,
        "number": parcel.number,
        "from_city": parcel.from_city,
        "to_city": parcel.to_city,
        "state": shown[-1].state if shown else "",
        "track": [
            {"time": beijing(step.due_at), "state": step.state, "text": step.text} for step in shown
        ],
    }
