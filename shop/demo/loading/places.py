"""Enters what the shop is set up with: warehouses, carriers, freight, the site, the banners."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from inventory.models import Bin, Warehouse, WarehouseProvince
from logistics.models import Carrier, DeliveryMethod
from logistics.services.freight_templates import assign_template, save_freight_template
from logistics.types import ZoneTerms
from marketing.models import Banner
from shop.demo import posters, site
from shop.demo.catalogue.shapes import Product
from shop.demo.delivery import CARRIERS, METHODS, TEMPLATES, Zone
from shop.demo.loading.media import BANNERS
from shop.demo.loading.search import load_search_vocabulary
from shop.demo.warehouses import WAREHOUSES, places, rankings
from shop.models import SiteSettings


def load_warehouses() -> dict[str, int]:
    """Enter warehouses with their provinces and bins; return their ids by code."""
    ids: dict[str, int] = {}
    for plan in WAREHOUSES:
        warehouse = Warehouse.objects.create(
            code=plan.code,
            name=plan.name,
            district_id=plan.district,
            street=plan.street,
            telephone=plan.telephone,
            cutoff=plan.cutoff,
        )
        ids[plan.code] = warehouse.pk
        Bin.objects.bulk_create(
            Bin(warehouse=warehouse, code=place.code, pick_sequence=place.pick_sequence)
            for place in places()
        )
    WarehouseProvince.objects.bulk_create(
        WarehouseProvince(
            warehouse_id=ids[line.warehouse], province_id=line.province, rank=line.rank
        )
        for line in rankings()
    )
    return ids


def load_carriers() -> dict[str, int]:
    """Enter carriers and ways of delivery; return the carriers' ids by code."""
    carriers = Carrier.objects.bulk_create(
        Carrier(
            code=plan.code,
            name=plan.name,
            kuaidi100_code=plan.kuaidi100_code,
            number_pattern=plan.number_pattern,
            query_url=plan.query_url,
            needs_phone=plan.needs_phone,
            position=position,
        )
        for position, plan in enumerate(CARRIERS)
    )
    ids = {carrier.code: carrier.pk for carrier in carriers}
    DeliveryMethod.objects.bulk_create(
        DeliveryMethod(
            code=method.code,
            name=method.name,
            promise=method.promise,
            surcharge=method.surcharge,
            carrier_id=ids.get(method.carrier),
            position=position,
        )
        for position, method in enumerate(METHODS)
    )
    return ids


def load_freight(product_ids: Mapping[str, int], products: Sequence[Product]) -> None:
    """Enter the freight templates, and say by which each product ships."""
    for plan in TEMPLATES:
        template = save_freight_template(
            name=plan.name,
            basis=plan.basis,
            zones=[_terms(zone) for zone in plan.zones],
            is_default=plan.is_default,
        )
        own = [product_ids[product.key] for product in products if product.freight == plan.key]
        assign_template(product_ids=own, template_id=template.pk)


def _terms(plan: Zone) -> ZoneTerms:
    (first, first_fee), (following, following_fee) = plan.first, plan.following
    return ZoneTerms(
        name=plan.name,
        regions=plan.regions,
        is_served=plan.is_served,
        first_quantity=Decimal(first),
        first_fee=Decimal(first_fee),
        next_quantity=Decimal(following),
        next_fee=Decimal(following_fee),
        remote_surcharge=Decimal(plan.surcharge),
        free_when="amount" if plan.free_from else "never",
        free_amount=Decimal(plan.free_from) if plan.free_from else None,
    )


def load_site() -> None:
    """Enter what the site says about itself, and the banners."""
    SiteSettings.objects.update_or_create(is_singleton=True, defaults=dict(site.SITE))
    load_search_vocabulary()
    Banner.objects.bulk_create(
        Banner(
            placement=banner.placement,
            title=banner.title,
            subtitle=banner.subtitle,
            picture=f"{BANNERS}/{banner.poster.stem}.webp",
            phone_picture=(
                f"{BANNERS}/{banner.phone_poster.stem}.webp" if banner.phone_poster else ""
            ),
            link=f"/c/{banner.category}/",
            position=position,
        )
        for position, banner in enumerate((*posters.HEROES, *posters.FLOORS))
    )
