"""The parts of a region for the address form, as JSON."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.common.selectors import COUNTRY, children_of, is_region

_DAY = 86_400


@require_safe
@cache_control(public=True, max_age=_DAY)
def region_children(request: HttpRequest, code: str = "") -> HttpResponse:
    code = code or request.GET.get("parent", "") or COUNTRY
    if code != COUNTRY and not is_region(code):
        raise Http404
    parts = [{"code": part.code, "name": part.name} for part in children_of(code)]
    return JsonResponse(parts, safe=False, json_dumps_params={"ensure_ascii": False})
