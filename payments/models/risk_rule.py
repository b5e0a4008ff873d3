"""Which rules of risk count, with how many points: each row is one version that staff decided."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_MOST_POINTS = 1000


class RiskRuleQuerySet(models.QuerySet["RiskRule"]):
    def in_force(self) -> Self:
        return self.filter(state=RiskRule.State.ACTIVE)

    def to_retire(self) -> Self:
        """Those in force that somebody wants to retire, and a second person has not agreed to."""
        return self.in_force().filter(retire_proposed_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(state=RiskRule.State.DRAFT)

    def lock(self, rule_id: int) -> "RiskRule":
        return self.select_for_update(of=("self",)).get(pk=rule_id)


class RiskRule(models.Model):
    """A kind of rule (payments.risk.registry) with points and parameters.

    draft → active → retired. Only drafts change; a change of a rule in force is a draft that
    replaces it. Drafts do not count, but they can be tried on past orders. What one person proposes
    to retire counts until another one agrees.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft: does not count")
        ACTIVE = "active", _("in force")
        RETIRED = "retired", _("retired")

    kind = models.CharField(_("rule"), max_length=40)
    points = models.PositiveSmallIntegerField(
        pgettext_lazy("risk", "points"),
        validators=[MaxValueValidator(_MOST_POINTS)],
        help_text=_("The points of all rules that speak are added up."),
    )
    params: models.JSONField[Any, Any] = models.JSONField(_("parameters"), default=dict, blank=True)
    marks_suspect = models.BooleanField(
        _("marks suspected fake orders"),
        default=False,
        help_text=_("Clean figures leave such orders out until staff clear them."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="successors", verbose_name=_("replaces"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("drafted by"),
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("changed by"),
    )  # fmt: skip
    enforced_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    enforced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("put in force by"),
    )  # fmt: skip
    retire_reason = models.CharField(_("reason for retiring"), max_length=300, blank=True)
    retire_proposed_at = models.DateTimeField(_("retiring proposed at"), null=True, blank=True)
    retire_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("retiring proposed by"),
    )  # fmt: skip
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("retired by"),
    )  # fmt: skip

    objects = RiskRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of risk")
        verbose_name_plural = _("rules of risk")
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(state="draft"), name="risk_rule_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(points__lte=_MOST_POINTS), name="risk_rule_points_in_bounds"
            ),
            models.CheckConstraint(
                condition=~Q(state="retired")
                | Q(retire_proposed_by__isnull=True)
                | Q(retired_by__isnull=True)
                | ~Q(retire_proposed_by=F("retired_by")),
                name="risk_rule_retired_by_two",
            ),
        ]
        permissions = [("enforce_riskrule", _("Can put rules of risk in force and retire them"))]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
