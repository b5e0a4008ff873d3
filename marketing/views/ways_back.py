"""Where a small form leads when scripts do not run."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def where_from(request: HttpRequest, otherwise: str) -> str:
    """Return the page of this shop that the form stood on, else the given one."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else otherwise
