"""The composition root. Importing it loads the Celery app, so that `@shared_task` finds it."""

from shop.celery import app as celery_app

__all__ = ["celery_app"]
