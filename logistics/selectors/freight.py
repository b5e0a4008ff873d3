"""Freight to a district: the terms come in a fixed number of queries, the engine computes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from logistics.freight.quoting import Group, quote
from logistics.models import FreightZone, FreightZoneRegion, ProductFreight
from logistics.selectors.methods import delivery_choice
from logistics.types import FreightLine, FreightQuote, NotServed
from shop.common.selectors import region_codes, region_path


def freight_quote(
    *, district_code: str, lines: Sequence[FreightLine], method_code: str = ""
) -> FreightQuote:
    """Return what delivery costs and why; without a method, the freight of the goods alone.

    Lines that cannot be sent there are named with the reason and cost nothing: refuse that order.
    Raises DeliveryMethodUnknown.
    """
    method = delivery_choice(method_code) if method_code else None
    zones = _Zones(lines, district_code)
    groups: dict[int, list[FreightLine]] = defaultdict(list)
    not_served = []
    for line in sorted(lines, key=lambda line: line.line_key):
        reason = zones.refusal(line.product_id)
        if reason:
            not_served.append(NotServed(line_key=line.line_key, reason=reason))
        else:
            groups[zones.template_of(line.product_id)].append(line)
    ready = [
        Group(zone=zones.of_template[template_id], lines=tuple(groups[template_id]))
        for template_id in sorted(groups)
    ]
    return quote(groups=ready, method=method, not_served=not_served)


def freight_of_one(
    *, district_code: str, product_id: int, amount: Decimal, weight_grams: int, volume_cm3: int
) -> FreightQuote:
    """Return what the delivery of one piece costs, for pages that only estimate."""
    line = FreightLine(
        line_key=product_id,
        product_id=product_id,
        quantity=1,
        amount=amount,
        weight_grams=weight_grams,
        volume_cm3=volume_cm3,
    )
    return freight_quote(district_code=district_code, lines=[line])


class _Zones:
    """The zone of each template for one place; the most specific wins: district, city, province."""

    def __init__(self, lines: Iterable[FreightLine], district_code: str) -> None:
        self.district_code = district_code
        products = {line.product_id for line in lines}
        self.assigned = dict(
            ProductFreight.objects.filter(product__in=products).values_list(
                "product_id", "template_id"
            )
        )
        self.default = 0
        self.of_template: dict[int, FreightZone] = {}
        self._load(region_codes(district_code))

    def _load(self, codes: list[str]) -> None:
        rows = (
            FreightZone.objects.filter(
                Q(template__in=self.assigned.values()) | Q(template__is_default=True)
            )
            .select_related("template")
            .annotate(
                depth=Max("regions__region__level", filter=Q(regions__region__in=codes)),
                is_rest=~Exists(FreightZoneRegion.objects.filter(zone=OuterRef("pk"))),
            )
            .filter(Q(depth__isnull=False) | Q(is_rest=True))
            .order_by("-pk")
        )
        for zone in sorted(rows, key=lambda zone: zone.depth or 0):  # the last one stays
            self.of_template[zone.template_id] = zone
            if zone.template.is_default:
                self.default = zone.template_id
        self.is_known = bool(codes)

    def template_of(self, product_id: int) -> int:
        return self.assigned.get(product_id, self.default)

    def refusal(self, product_id: int) -> str:
        """Say why a product cannot be sent there; nothing when it can."""
        zone = self.of_template.get(self.template_of(product_id))
        if not self.is_known:
            return _("This delivery area is unknown.")
        if zone is None or not zone.is_served:
            place = region_path(self.district_code)
            return _("This product is not delivered to %(place)s.") % {"place": place}
        return ""
