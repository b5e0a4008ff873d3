"""Parcels on the road, each with its whole journey written down in advance."""

from typing import ClassVar, Self

from django.db import models


class Parcel(models.Model):
    """A parcel that a carrier has been handed, or that somebody asked about."""

    company = models.CharField(max_length=30)
    number = models.CharField(max_length=32)
    from_city = models.CharField(max_length=40)
    to_city = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True)
    handed_in_at = models.DateTimeField()
    last_query_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="parcel_one_number"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.number}"


class ParcelStep(models.Model):
    """One line of the track; it shows from its time on."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=4)
    city = models.CharField(max_length=40)
    text = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        indexes = [models.Index(fields=["parcel", "due_at"], name="parcel_step_due")]

    def __str__(self) -> str:
        return f"{self.due_at} {self.text}"
