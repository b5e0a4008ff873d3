"""One notice to one person by one channel, and the operators' wording of notices."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.encryption import EncryptedTextField


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")
    IN_SITE = "in_site", _("in-site message")


class MessageQuerySet(models.QuerySet["Message"]):
    def in_site_for(self, user_id: int) -> "MessageQuerySet":
        return self.filter(recipient_id=user_id, channel=Channel.IN_SITE)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)


class Message(models.Model):
    """A notice and what became of it. `unknown`: the provider may or may not have sent it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("outcome unknown")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    address = EncryptedTextField(_("address"), blank=True)
    address_index = models.CharField(max_length=32, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("body"), blank=True)
    template = models.CharField(_("SMS template"), max_length=40, blank=True)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    link = models.CharField(_("link"), max_length=500, blank=True)
    is_secret = models.BooleanField(_("holds a secret"), default=False)
    dedup_key = models.CharField(_("de-duplication key"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    provider_id = models.CharField(_("provider's number"), max_length=80, blank=True)
    error_code = models.CharField(_("error code"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["channel", "dedup_key"], name="message_once"),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="message_sent_at",
            ),
            models.CheckConstraint(
                condition=models.Q(is_secret=False) | models.Q(body="", params={}),
                name="message_keeps_no_secret",
            ),
            # "javascript:" would run in the reader's browser.
            models.CheckConstraint(
                condition=models.Q(link="") | models.Q(link__regex=r"^(/[^/]|/$|https?://)"),
                name="message_link_is_an_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="queued"),
                name="message_due",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(state="sending"),
                name="message_in_flight",
            ),
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                condition=models.Q(channel="in_site"),
                name="message_inbox",
            ),
            models.Index(fields=["address_index", "-created_at"], name="message_address"),
            models.Index(fields=["state", "-created_at"], name="message_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class MessageTemplate(models.Model):
    """What operators wrote in place of the wording in the code, per kind, channel and language."""

    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("body"), blank=True)
    sms_template = models.CharField(_("SMS template"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "channel", "language"], name="message_template_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.channel} · {self.language}"
