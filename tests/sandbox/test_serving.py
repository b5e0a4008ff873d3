import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from tests.sandbox.merchant import Merchant, new_number
from tests.support.sandbox import CLONE, free_port, new_database

ALLOWED = {"cryptography", "django", "psycopg2"} | set(sys.stdlib_module_names)


def test_nothing_is_lost_by_a_kill(own_sandbox):
    own_sandbox.start()
    merchant = Merchant(own_sandbox.alipay_app())
    number = new_number()
    own_sandbox.visit(merchant.pay_url(number, "7.00"))
    own_sandbox.pay(number)

    own_sandbox.kill()
    own_sandbox.start()

    assert own_sandbox.alipay_app() == merchant.facts
    assert merchant.ask("query", out_trade_no=number)["trade_status"] == "TRADE_SUCCESS"


def test_sigterm_ends_it_gracefully(own_sandbox):
    own_sandbox.start()

    assert own_sandbox.stop() == 0


def test_it_lives_in_a_schema_of_its_own(sandbox):
    with psycopg2.connect(sandbox.database_url) as link, link.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT schemaname FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        schemas = cursor.fetchall()
    link.close()

    assert schemas == [("sandbox",)]


def test_several_starters_may_migrate_at_once(sandbox):
    for address in new_database("test_sandbox_race"):
        fresh = type(sandbox)(database_url=address, port=free_port())

        starters = [fresh.run("migrate") for _starter in range(3)]

        assert [starter.wait(60) for starter in starters] == [0, 0, 0]


def test_it_needs_nothing_of_the_shops_environment():
    for address in new_database("test_sandbox_alone"):
        alone = {"PATH": os.environ["PATH"], "SANDBOX_ALLOWED": "1", "DATABASE_URL": address}

        done = subprocess.run(
            [sys.executable, "-m", "shop.sandbox", "migrate"],
            cwd=CLONE,
            env=alone,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert (done.returncode, done.stderr) == (0, "")


def test_it_says_so_when_it_was_not_migrated(sandbox):
    for address in new_database("test_sandbox_bare"):
        fresh = type(sandbox)(database_url=address, port=free_port())

        process: subprocess.Popen[bytes] = fresh.run("serve")

        assert process.wait(60) == 2


def test_it_answers_503_while_the_database_is_away_and_recovers(own_sandbox, mailbox):
    own_sandbox.start()
    merchant = Merchant(own_sandbox.alipay_app())
    number = new_number()
    own_sandbox.visit(merchant.pay_url(number, "7.00", notify_url=mailbox.url))

    with _database_away(own_sandbox.database_url):
        away = own_sandbox.call("GET", "/control/faults").status_code
        time.sleep(1)
    own_sandbox.pay(number)

    assert away == 503
    assert mailbox.wait_for(number)[0]["trade_status"] == "TRADE_SUCCESS"


@contextmanager
def _database_away(address: str) -> Iterator[None]:
    name = address.rpartition("/")[2]
    admin = psycopg2.connect(os.environ["DATABASE_URL"])
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    admin.close()


def test_it_imports_nothing_of_the_shop_and_few_libraries():
    found = {
        name
        for path in (CLONE / "shop" / "sandbox").rglob("*.py")
        for name in _imports(path)
        if name.split(".")[0] not in ALLOWED and not f"{name}.".startswith("shop.sandbox.")
    }

    assert found == set()


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names
