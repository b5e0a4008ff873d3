"""A try to log in by password that did not succeed, kept for as long as tries are counted."""

from django.db import models


class PasswordTry(models.Model):
    """One try. Whose name was typed and where stands only as keyed hashes: it is counted, not read.

    The row is written before the password is looked at and goes when it was right.
    """

    name_key = models.CharField(max_length=64)
    source_key = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "-tried_at"], name="password_try_name"),
            models.Index(fields=["source_key", "-tried_at"], name="password_try_source"),
            models.Index(fields=["tried_at"], name="password_try_age"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
