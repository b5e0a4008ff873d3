"""A database of a test's own: real processes work on it, and it is dropped afterwards.

`own_database` is the fixture to ask for, with `django_db(transaction=True)`. This process reads and
writes there, too, and commits.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, _kept_reference_data: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Keep a copy of the test database from before the first test, then empty it for all of them.

    PostgreSQL copies a database only while nobody is connected to it, and a browser that has just
    been closed may still hold a connection of the test database. What migrations filled in is gone
    after the first test that commits: no test may depend on having come before it.
    """
    connections.close_all()
    _administrate(f'DROP DATABASE IF EXISTS "{_untouched()}" WITH (FORCE)')
    _administrate(f'CREATE DATABASE "{_untouched()}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()
    yield
    _administrate(f'DROP DATABASE "{_untouched()}" WITH (FORCE)')


@pytest.fixture
def own_database(django_db_setup: None) -> Iterator[str]:
    """Yield the address of a migrated, empty database that this process works on as well."""
    with copy_of_test_database() as url, working_on(url):
        yield url


@contextmanager
def copy_of_test_database(template: str = "") -> Iterator[str]:
    """Copy the test database as it was made, or another one that nobody is connected to."""
    template = template or _untouched()
    name = f"{template}_own_{secrets.token_hex(3)}"
    _administrate(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    finally:
        _administrate(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def working_on(url: str) -> Iterator[None]:
    """Have this process, all its threads included, work on another database until the end."""
    address = urlsplit(url)
    settings = connections.settings["default"]
    before = dict(settings)
    connections.close_all()
    settings.update(
        NAME=address.path.removeprefix("/"),
        USER=unquote(address.username or ""),
        PASSWORD=unquote(address.password or ""),
        HOST=address.hostname or before["HOST"],
        PORT=address.port or "",
    )
    try:
        yield
    finally:
        connections.close_all()
        settings.update(before)


def _untouched() -> str:
    return f"{connection.settings_dict['TEST']['NAME']}_untouched"


def _administrate(statement: str) -> None:
    link = psycopg2.connect(os.environ["DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(statement)
    link.close()
