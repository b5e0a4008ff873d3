import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from deploy.local.home import home_of
from deploy.local.servers import Servers
from tests.support.own_database import own_database, working_on  # noqa: F401
from tests.support.sandbox import sandbox, sandbox_process  # noqa: F401
from tests.support.shop_processes import ShopProcesses


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Valkey of our own, which a test may stop and start."""
    servers = Servers(home_of("faults"), throwaway=True)
    servers.start()
    yield servers
    servers.start()
    servers.stop()


@pytest.fixture
def frail_shop(servers: Servers) -> Iterator[ShopProcesses]:
    """The shop on servers that a test may stop; this process works on its database, too."""
    name = f"faults_{secrets.token_hex(4)}"
    _administrate(servers, f"CREATE DATABASE {name}")
    address = urlunsplit(urlsplit(servers.postgres.url)._replace(path=f"/{name}"))
    shop = ShopProcesses(database_url=address, redis_url=servers.valkey.url)
    try:
        shop.manage("migrate", "-v0")
        with working_on(address):
            yield shop
    finally:
        shop.stop()
        servers.start()
        _administrate(servers, f"DROP DATABASE {name} WITH (FORCE)")


def _administrate(servers: Servers, statement: str) -> None:
    link = psycopg2.connect(servers.postgres.url)
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(statement)
    link.close()
