"""Print who may log in to the demo."""

from django.core.management.base import BaseCommand

from shop.demo.people import DEMO_PHONE, PASSWORD, STAFF


class Command(BaseCommand):
    help = "Print the log-ins of the demo shop."

    def handle(self, *_args: object, **_options: object) -> None:
        self.stdout.write(f"  shop         {DEMO_PHONE}   {PASSWORD}")
        for member in STAFF:
            role = member.role.replace("_", " ")
            self.stdout.write(f"  back office  {member.username:<13} {PASSWORD}   {role}")
