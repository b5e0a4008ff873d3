"""Create and migrate the sandbox's own schema."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shop.sandbox.settings import SCHEMA

LOCK = 7_302_001  # any number that nobody else takes


def migrate() -> None:
    """Bring the schema up to date; several starters at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{SCHEMA}"')
            call_command("migrate", interactive=False, verbosity=1)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def is_migrated() -> bool:
    """Tell whether the schema has every table that this code expects."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
