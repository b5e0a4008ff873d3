"""Take the pictures of an older shop into the media library."""

from django.core.management.base import BaseCommand

from shop.services.media_adoption import adopt_all_pictures


class Command(BaseCommand):
    help = "Take pictures that were stored before the media library into it. Safe to repeat."

    def handle(self, *_args: object, **_options: object) -> None:
        adopt_all_pictures(say=self.stdout.write)
