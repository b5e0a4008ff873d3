"""How often passwords are tried: per name over all addresses, and per address over all names.

Beside the lock of one name at one address (axes) there are two soft limits: beyond them a try is
taken only every so many seconds. Nobody is shut out for longer than that, a browser in which the
person has logged in before is counted by itself, and the log-in by code stays open.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection, transaction
from django.utils import timezone

from customers.errors import TooManyPasswordTries
from customers.models import PasswordTry
from customers.policies import CustomerPolicies
from shop.common.encryption import keyed_hash
from shop.common.policies import policies

_COUNTED = timedelta(hours=1)
_IPV6_LINE = 64


@transaction.atomic
def begin_password_try(
    *, name: str, address: str, browser: str = "", at: datetime | None = None
) -> PasswordTry:
    """Write down a try before the password is looked at, so that many at once are all counted.

    `browser`: one in which the person of this name has logged in before. The answer does not
    depend on whether there is such a person. Raises TooManyPasswordTries.
    """
    now = at or timezone.now()
    row = PasswordTry(
        name_key=_key("browser" if browser else "name", browser or name),
        source_key=_key("browser" if browser else "address", browser or _line(address)),
        tried_at=now,
    )
    _lock(row.name_key)
    _lock(row.source_key)
    _refuse_too_many(row)
    row.save()
    return row


def forgive_password_try(*, try_id: int) -> None:
    """Forget a try whose password was right."""
    PasswordTry.objects.filter(pk=try_id).delete()


def prune_password_tries(*, at: datetime | None = None) -> None:
    """Forget the tries that are not counted any more."""
    PasswordTry.objects.filter(tried_at__lt=(at or timezone.now()) - _COUNTED).delete()


def _refuse_too_many(row: PasswordTry) -> None:
    rules = policies(CustomerPolicies)
    pause = timedelta(seconds=rules.password_pause_seconds)
    tried = PasswordTry.objects.filter(tried_at__gt=row.tried_at - _COUNTED)
    for tries, limit in (
        (tried.filter(name_key=row.name_key), rules.password_tries_per_name),
        (tried.filter(source_key=row.source_key), rules.password_tries_per_address),
    ):
        newest = tries.order_by("-tried_at").values_list("tried_at", flat=True)[:limit]
        moments = list(newest)
        if len(moments) >= limit and moments[0] > row.tried_at - pause:
            raise TooManyPasswordTries(seconds=rules.password_pause_seconds)


def _line(address: str) -> str:
    """Return what one line to the internet is known by: all of an IPv6 network belongs to one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _IPV6_LINE), strict=False))
    return address


def _key(kind: str, text: str) -> str:
    return keyed_hash(f"password-try:{kind}", text.casefold())


def _lock(key: str) -> None:
    # Always the name first, then the source: two tries never wait for each other in a circle.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"password-try:{key}"]
        )
