"""Make the roles of the staff after the tables were migrated."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shop.services.roles import ensure_roles


class Command(BaseCommand):
    help = "Make the groups of the roles that are missing; --reset puts the rights of all back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="also undo what operators changed")

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        made = ensure_roles(reset=reset)
        self.stdout.write(", ".join(made) if made else "All roles are there.")
