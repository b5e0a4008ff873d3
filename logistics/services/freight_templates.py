"""Writing freight templates with their zones, and which product ships by which."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from django.db import transaction

from logistics.errors import ZonesOverlap
from logistics.models import FreightTemplate, FreightZone, FreightZoneRegion, ProductFreight
from logistics.types import ZoneTerms


@transaction.atomic
def save_freight_template(
    *,
    name: str,
    basis: str,
    zones: Sequence[ZoneTerms],
    is_default: bool = False,
    volumetric_divisor: int = 6000,
) -> FreightTemplate:
    """Create the template of this name, or put these zones in place of its old ones.

    Raises ZonesOverlap.
    """
    if is_default:
        FreightTemplate.objects.exclude(name=name).filter(is_default=True).update(is_default=False)
    template, _created = FreightTemplate.objects.update_or_create(
        name=name,
        defaults={
            "basis": basis,
            "is_default": is_default,
            "volumetric_divisor": volumetric_divisor,
        },
    )
    template.zones.all().delete()
    regions = {_create_zone(template, zone).pk: zone.regions for zone in zones}
    set_zone_regions(template_id=template.pk, regions_by_zone=regions)
    return template


@transaction.atomic
def set_zone_regions(*, template_id: int, regions_by_zone: Mapping[int, Iterable[str]]) -> None:
    """Say which regions belong to the zones of a template. Raises ZonesOverlap."""
    regions = {zone_id: sorted(set(codes)) for zone_id, codes in regions_by_zone.items()}
    check_zones(regions=list(regions.values()))
    FreightZoneRegion.objects.filter(template=template_id).delete()
    FreightZoneRegion.objects.bulk_create(
        FreightZoneRegion(template_id=template_id, zone_id=zone_id, region_id=code)
        for zone_id, codes in regions.items()
        for code in codes
    )


def check_zones(*, regions: Sequence[Iterable[str]]) -> None:
    """Raise ZonesOverlap when a region would stand in two zones, or two zones be the rest."""
    zones = [set(codes) for codes in regions]
    named = Counter(code for codes in zones for code in codes)
    if sum(not codes for codes in zones) > 1 or any(count > 1 for count in named.values()):
        raise ZonesOverlap


@transaction.atomic
def assign_template(*, product_ids: Sequence[int], template_id: int) -> None:
    """Have products ship by a template."""
    ProductFreight.objects.bulk_create(
        (
            ProductFreight(product_id=product_id, template_id=template_id)
            for product_id in sorted(set(product_ids))
        ),
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["template"],
    )


def _create_zone(template: FreightTemplate, terms: ZoneTerms) -> FreightZone:
    values = asdict(terms)
    values.pop("regions")
    return FreightZone.objects.create(template=template, **values)
