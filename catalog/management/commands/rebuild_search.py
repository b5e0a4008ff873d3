"""Bring what searches read in line with the catalogue."""

from django.core.management.base import BaseCommand

from catalog.services.search_rebuild import rebuild_search


class Command(BaseCommand):
    help = "Rewrite listing rows and search words that differ from the catalogue. Safe to repeat."

    def handle(self, *_args: object, **_options: object) -> None:
        rebuild_search(say=self.stdout.write)
