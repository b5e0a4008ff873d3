"""From when to when a price is valid, in the words that stand beside it."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def price_period(start: datetime | None, end: datetime | None) -> str:
    """Say from when to when a price is valid; nothing when it has no beginning."""
    if start is None:
        return ""
    since = _moment(start)
    if end is None:
        return _("Price valid since %(since)s, until further notice") % {"since": since}
    return _("Price valid from %(since)s to %(until)s") % {"since": since, "until": _moment(end)}


def _moment(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
