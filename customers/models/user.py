"""A person known to the shop, and the ways in which this person can log in."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.common.numbers import CUSTOMER_NUMBER


class UserQuerySet(models.QuerySet["User"]):
    def customers(self) -> Self:
        return self.filter(is_staff=False)

    def staff(self) -> Self:
        return self.filter(is_staff=True)

    def active(self) -> Self:
        return self.filter(status=User.Status.NORMAL)

    def lock(self, user_id: int) -> "User":
        return self.select_for_update(of=("self",)).get(pk=user_id)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def customers(self) -> UserQuerySet:
        return self.get_queryset().customers()

    def staff(self) -> UserQuerySet:
        return self.get_queryset().staff()

    def create_superuser(self, number: str, password: str, **fields: Any) -> "User":
        user = self.model(number=number, is_staff=True, is_superuser=True, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A customer or a member of staff. How the person logs in stands in `Identity` rows."""

    class Status(models.TextChoices):
        NORMAL = "normal", _("normal")
        FROZEN = "frozen", _("frozen")
        CANCELLED = "cancelled", _("cancelled")

    class Gender(models.TextChoices):
        UNSAID = "", _("not said")
        FEMALE = "female", _("female")
        MALE = "male", _("male")

    number = models.CharField(
        _("customer number"), max_length=20, unique=True, db_default=CUSTOMER_NUMBER
    )
    nickname = models.CharField(_("user name"), max_length=40, blank=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40, blank=True)
    gender = models.CharField(_("gender"), max_length=8, choices=Gender, blank=True, default="")
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NORMAL)
    is_staff = models.BooleanField(_("staff"), default=False)
    joined_at = models.DateTimeField(_("registered at"), default=timezone.now)
    terms_accepted_at = models.DateTimeField(_("terms accepted at"), null=True, blank=True)

    USERNAME_FIELD = "number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [models.Index(fields=["-joined_at", "-id"], name="user_joined")]
        permissions = [("reveal_personal_data", _("Can see phones and addresses unmasked"))]

    def __str__(self) -> str:
        return self.nickname or self.name or self.number

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django's attribute, derived from the status
        return self.status == self.Status.NORMAL

    def get_full_name(self) -> str:
        return self.name or self.nickname or self.number

    def get_short_name(self) -> str:
        return str(self)


class Identity(models.Model):
    """One way to log in. Deleting the row frees the number for another person."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("mobile number")
        EMAIL = "email", _("e-mail")
        USERNAME = "username", _("user name")
        WEIXIN = "weixin", _("WeChat")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    value = models.CharField(_("value"), max_length=120)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("log-in identity")
        verbose_name_plural = _("log-in identities")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="identity_once"),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(kind__in=["phone", "email", "username"]),
                name="identity_one_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"
