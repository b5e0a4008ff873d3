"""Walk the live data and report every breach of the laws."""

from django.core.management.base import BaseCommand, CommandError

from shop.common.audit import Breach, run_audits

_SHOWN = 50


class Command(BaseCommand):
    help = "Walk the live data and report every breach of the laws; exit 1 when there is one."

    def handle(self, *_args: object, **_options: object) -> None:
        found = run_audits()
        for name, breaches in found.items():
            self._report(name, breaches)
        count = sum(map(len, found.values()))
        if count:
            raise CommandError(f"{count} breaches found", returncode=1)
        self.stdout.write(self.style.SUCCESS(f"{len(found)} audits, no breach"))

    def _report(self, name: str, breaches: list[Breach]) -> None:
        self.stdout.write(f"{'ok  ' if not breaches else 'FAIL'} {name}: {len(breaches)}")
        for breach in breaches[:_SHOWN]:
            self.stdout.write(f"       {breach}")
        if len(breaches) > _SHOWN:
            self.stdout.write(f"       … and {len(breaches) - _SHOWN} more")
