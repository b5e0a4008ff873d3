"""What orders know of who places one, for the rules of risk: personal data only as keyed hashes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, Count, Min, OuterRef, Q, Subquery

from customers.models import Identity, User
from customers.origins import province_of_ip, province_of_phone
from customers.selectors.blacklist import blacklisted_traits
from customers.traits import Trait, browser_told, trait_key
from customers.types import AddressView
from marketing.types import QuoteShare
from orders.models import Order, OrderShare
from orders.types import Visit
from payments.risk.types import RiskFacts
from shop.common.money import ZERO

_PHONES = Identity.objects.filter(user=OuterRef("pk"), kind=Identity.Kind.PHONE)
_FEN = Decimal("0.01")


def risk_facts(
    order: Order, *, address: AddressView, shares: Iterable[QuoteShare], visit: Visit
) -> RiskFacts:
    """Gather the facts of an order that is being placed, in one query."""
    keys = _keys(order.customer_id, address, visit)
    past = _past(order, keys)
    uses_coupon = any(share.source == OrderShare.Source.COUPON for share in shares)
    return RiskFacts(
        reference=order.number,
        customer_id=order.customer_id,
        at=order.placed_at,
        amount=order.total,
        keys=keys,
        blacklisted=tuple(Trait(trait) for trait in past["blacklisted"]),
        delivery_region=address.province_code,
        ip_region=province_of_ip(visit.ip),
        phone_region=province_of_phone(past["phone"] or ""),
        known_regions=tuple(sorted(past["regions"])),
        earlier_orders=past["paid"],
        returned_orders=past["returned"],
        usual_amount=(past["usual"] or ZERO).quantize(_FEN),
        first_order_at=past["first"],
        uses_newcomer_offer=uses_coupon and not past["paid"],
        can_get_code=order.total > ZERO and bool(past["phone"]),
    )


def _past(order: Order, keys: Mapping[Trait, str]) -> dict[str, Any]:
    """Look back on the customer's earlier orders; see the account's phone and the blacklist."""
    before = Q(orders__pk__lt=order.pk)
    paid = before & Q(orders__paid_at__isnull=False)
    came_back = paid & Q(orders__shipped_at__isnull=False, orders__refunded_total__gt=0)
    found: dict[str, Any] = dict(
        User.objects.get_queryset()
        .filter(pk=order.customer_id)
        .values(
            paid=Count("orders", filter=paid),
            returned=Count("orders", filter=came_back),
            usual=Avg("orders__total", filter=paid),
            first=Min("orders__placed_at", filter=before),
            regions=ArrayAgg(
                "orders__receiver__province_code", distinct=True, filter=paid, default=[]
            ),
            phone=Subquery(_PHONES.values("value")[:1]),
            blacklisted=blacklisted_traits(keys.items(), at=order.placed_at),
        )
        .get()
    )
    return found


def _keys(customer_id: int, address: AddressView, visit: Visit) -> dict[Trait, str]:
    told = {
        Trait.ACCOUNT: str(customer_id),
        Trait.PHONE: address.phone,
        Trait.ADDRESS: f"{address.district_code}{address.street}",
        Trait.DEVICE: visit.device,
        Trait.IP: visit.ip,
        Trait.BROWSER: browser_told(ip=visit.ip, browser=visit.browser) if visit.browser else "",
    }
    return {trait: trait_key(trait, value) for trait, value in told.items()}
