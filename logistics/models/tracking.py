"""The track of a parcel as the carrier told it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.models.shipment import Parcel


class TrackingEvent(models.Model):
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"))
    text = models.CharField(_("text"), max_length=300)
    location = models.CharField(_("place"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=18, choices=Parcel.State, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        constraints = [
            models.UniqueConstraint(fields=["parcel", "at", "text"], name="tracking_event_once")
        ]

    def __str__(self) -> str:
        return self.text
