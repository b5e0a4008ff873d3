"""Fill an empty shop with goods, people and a past, the same for the same day."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.demo.history.rhythm import moment
from shop.demo.loading.partners import connect, tell_past
from shop.demo.loading.whole import NOON, is_loaded, load_demo_shop


class Command(BaseCommand):
    help = "Fill an empty shop with the demo: goods, people and some weeks of history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the last day (default: now)")
        parser.add_argument(
            "--size", type=int, default=1, help="0: a handful without history; 2: twice the orders"
        )

    def handle(self, *_args: object, **options: object) -> None:
        if is_loaded():
            self._introduce({})
            self.stdout.write("The demo shop is loaded already.")
            return
        self.began = time.monotonic()
        today, size = options["today"], options["size"]
        day = today if isinstance(today, date) else timezone.localdate()
        loaded = load_demo_shop(
            today=day,
            size=size if isinstance(size, int) else 1,
            say=self._say,
            until=min(moment(day, NOON), timezone.now()),
        )
        self._introduce(loaded.arrivals)
        self._say("done")

    def _introduce(self, arrivals: Mapping[int, datetime]) -> None:
        """Connect the shop to its sandbox, where there is one."""
        if settings.SANDBOX_URL:
            connect()
            tell_past(arrivals)

    def _say(self, what: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self.began:5.1f} s  {what}")
        self.stdout.flush()
