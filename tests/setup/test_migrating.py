import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg2
import pytest

from deploy.local.home import CLONE
from tests.architecture.conftest import APPS


@pytest.fixture
def empty_database() -> Iterator[str]:
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    name = f"{os.environ['TEST_DATABASE']}_migrations_{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


THERE_AND_BACK = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

call_command("migrate", verbosity=0)
executor = MigrationExecutor(connection)
loader = executor.loader
migrations = loader.disk_migrations.items()
own = {node[0] for node, migration in migrations if migration.__module__.startswith(OWN)}
executor.migrate([node for node in loader.graph.nodes if node[0] in own and "0001" in node[1]])
back = {node for node in MigrationExecutor(connection).loader.applied_migrations if node[0] in own}
print("applied after going back:", sorted(node for node in back if "0001" not in node[1]))
call_command("migrate", verbosity=0)
print("left:", MigrationExecutor(connection).migration_plan(loader.graph.leaf_nodes()))
"""


def test_migrations_go_forward_and_back_and_forward_again(empty_database):
    done = subprocess.run(
        [sys.executable, "-c", f"OWN = {tuple(APPS)!r}\n{THERE_AND_BACK}"],
        cwd=CLONE,
        env=os.environ | {"DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout == "applied after going back: []\nleft: []\n"
