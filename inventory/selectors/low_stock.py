"""Which SKUs are under their threshold, and who is to be told."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from catalog.models import Product, Sku
from customers.models import Identity, User
from inventory.models import StockAlert, StockLevel
from inventory.models.stock_level import SALEABLE
from inventory.policies import InventoryPolicies
from inventory.types import LowStock
from shop.common.messages import Recipient
from shop.common.policies import policies


def default_threshold() -> int:
    """Return the threshold of SKUs that have none of their own."""
    return policies(InventoryPolicies).alert_threshold


def low_stock(sku_ids: Iterable[int] | None = None) -> list[LowStock]:
    """Return the SKUs that were ever in stock and are under their threshold now, in one query."""
    saleable = (
        StockLevel.objects.filter(sku=OuterRef("pk"), warehouse__is_active=True)
        .annotate(saleable=SALEABLE)
        .values("sku")
        .annotate(pieces=Sum(Greatest("saleable", 0)))
        .values("pieces")
    )
    rows = (
        Sku.objects.active()
        .exclude(product__status=Product.Status.DELETED)
        .annotate(
            saleable=Subquery(saleable),
            threshold=Coalesce(F("supply__alert_threshold"), default_threshold()),
        )
        .filter(saleable__lt=F("threshold"))
    )
    if sku_ids is not None:
        rows = rows.filter(pk__in=list(sku_ids))
    found = rows.order_by("pk").values_list(
        "pk", "code", "product__title", "name", "product__owner_id", "threshold", "saleable"
    )
    return [
        LowStock(
            sku_id=sku_id,
            sku_code=code,
            title=f"{title} {name}".strip(),
            threshold=threshold,
            available=saleable,
            owner_id=owner_id,
        )
        for sku_id, code, title, name, owner_id, threshold, saleable in found
    ]


def open_alert_count() -> int:
    """Return how many alerts wait for somebody to order goods."""
    return StockAlert.objects.open().count()


def alert_recipients(owner_id: int | None) -> list[Recipient]:
    """Return whom to tell: the product's owner, or else the staff with the right to be told."""
    staff = User.objects.staff().active()
    people = list(staff.filter(pk=owner_id or 0)) or list(
        staff.filter(
            Q(groups__permissions__in=_to_be_told()) | Q(user_permissions__in=_to_be_told())
        )
        .order_by("pk")
        .distinct()
    )
    emails = dict(
        Identity.objects.filter(
            user__in=people, kind=Identity.Kind.EMAIL, verified_at__isnull=False
        ).values_list("user_id", "value")
    )
    return [
        Recipient(user_id=user.pk, email=emails.get(user.pk, ""), language=user.language)
        for user in people
    ]


def _to_be_told() -> QuerySet[Permission]:
    return Permission.objects.filter(
        codename="receive_stockalert", content_type__app_label="inventory"
    )
