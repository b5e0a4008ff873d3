"""`python -m shop.sandbox migrate` and `python -m shop.sandbox serve --bind 127.0.0.1:8001`."""

import argparse
import os
import sys

# Before anything of Django is read: the sandbox is a project of its own.
os.environ["DJANGO_SETTINGS_MODULE"] = "shop.sandbox.settings"

import django
from django.conf import settings

from shop.sandbox.settings import SANDBOX_ALLOWED


def main() -> int:
    arguments = _arguments()
    if settings.configured and settings.SETTINGS_MODULE != "shop.sandbox.settings":
        sys.stderr.write("Something loaded the shop's settings before the sandbox's own.\n")
        return 2
    if not SANDBOX_ALLOWED:
        sys.stderr.write(
            "The sandbox takes no real money and must not run in production. "
            "Set SANDBOX_ALLOWED=1 to start it.\n"
        )
        return 2
    django.setup()
    if arguments.command == "migrate":
        return _migrate()
    if arguments.command == "makemigrations":
        return _make_migrations()
    return _serve(arguments.bind)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m shop.sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="create the schema `sandbox` and its tables")
    commands.add_parser("makemigrations", help="write migrations for changed models")
    serve = commands.add_parser("serve", help="serve until SIGTERM")
    serve.add_argument("--bind", default="127.0.0.1:8001", metavar="HOST:PORT")
    return parser.parse_args()


def _migrate() -> int:
    from shop.sandbox.schema import migrate  # noqa: PLC0415 - needs the app registry

    migrate()
    return 0


def _make_migrations() -> int:
    from django.core.management import call_command  # noqa: PLC0415 - needs the app registry

    call_command("makemigrations", "sandbox")
    return 0


def _serve(bind: str) -> int:
    from shop.sandbox.schema import is_migrated  # noqa: PLC0415 - needs the app registry
    from shop.sandbox.server import serve  # noqa: PLC0415 - needs the app registry

    if not is_migrated():
        sys.stderr.write("Run `python -m shop.sandbox migrate` first.\n")
        return 2
    host, _colon, port = bind.rpartition(":")
    serve(host=host or "127.0.0.1", port=int(port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
