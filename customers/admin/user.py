"""People in the back office: customers with their log-ins masked, staff with their roles."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from customers.admin.address import AddressInline
from customers.models import Identity, User
from customers.services.profiles import set_status
from shop.common.admin.base import ModelAdmin
from shop.common.masking import mask_phone


@admin.register(User)
class UserAdmin(ModelAdmin):
    list_display = ("number", "nickname", "masked_phone", "shown_status", "is_staff", "joined_at")
    list_filter = ("status", "is_staff", "groups", "joined_at")
    search_fields = ("number", "nickname", "name", "identities__value")
    search_help_text = _("Customer number, name, mobile number")
    ordering = ("-joined_at", "-pk")
    actions = ("freeze", "unfreeze")
    inlines = (AddressInline,)
    readonly_fields = ("number", "masked_phone", "joined_at", "last_login", "terms_accepted_at")
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("number", "nickname", "name", "masked_phone", "status")}),
        (_("Personal data"), {"fields": ("gender", "birthday", "language")}),
        (_("Work"), {"fields": ("is_staff", "groups", "is_superuser")}),
        (_("Times"), {"fields": ("joined_at", "terms_accepted_at", "last_login")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.prefetch_related("identities")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Who may edit people may not make himself more powerful.
        powers = () if request.user.is_superuser else ("is_staff", "groups", "is_superuser")
        return (*self.readonly_fields, *powers)

    @display(description=_("mobile number"))
    def masked_phone(self, user: User) -> str:
        phones = [i.value for i in user.identities.all() if i.kind == Identity.Kind.PHONE]
        return mask_phone(phones[0]) if phones else ""

    @display(
        description=_("status"),
        label={
            User.Status.NORMAL: "success",
            User.Status.FROZEN: "danger",
            User.Status.CANCELLED: "info",
        },
    )
    def shown_status(self, user: User) -> tuple[str, str]:
        return user.status, user.get_status_display()

    @admin.action(description=_("Freeze selected accounts"), permissions=["change"])
    def freeze(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._move(request, queryset, User.Status.FROZEN)

    @admin.action(description=_("Free selected accounts"), permissions=["change"])
    def unfreeze(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._move(request, queryset, User.Status.NORMAL)

    def _move(self, request: HttpRequest, people: QuerySet[User], status: User.Status) -> None:
        chosen = people.exclude(pk=request.user.pk or 0).values_list("pk", flat=True)
        for user_id in chosen:
            set_status(user_id=user_id, status=status)
        messages.success(request, _("%(count)d accounts changed.") % {"count": len(chosen)})


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ModelAdmin):
    search_fields = ("name",)
    filter_horizontal = ("permissions",)
