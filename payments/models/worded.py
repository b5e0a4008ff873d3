"""Rows whose constraints are told in words by the service that writes them."""

from collections.abc import Collection

from django.db import models


class ToldByService(models.Model):
    """A form of such a row leaves the constraints to the service: it says beside which field.

    Django would say "Constraint … is violated" before the service was asked.
    """

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Say nothing; the database still refuses."""
