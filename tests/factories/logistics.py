"""Freight and ways of delivery.

`FreightTemplateFactory()` is the default: ¥8.00 for the first piece, ¥2.00 for each further one,
everywhere. `zones=[...]` gives other terms, `products=[...]` has only those ship by it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import factory

from catalog.models import Product
from logistics.models import Carrier, DeliveryMethod, FreightTemplate
from logistics.services.freight_templates import assign_template, save_freight_template
from logistics.types import ZoneTerms

EVERYWHERE = ZoneTerms(name="全国", first_fee=Decimal("8.00"), next_fee=Decimal("2.00"))


class FreightTemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FreightTemplate

    name = factory.Sequence(lambda n: f"运费模板{n}")
    basis = FreightTemplate.Basis.PIECE
    is_default = True
    volumetric_divisor = 6000

    @classmethod
    def _create(
        cls,
        _model: type[FreightTemplate],
        *_args: Any,
        zones: Sequence[ZoneTerms] = (EVERYWHERE,),
        products: Sequence[Product] = (),
        **fields: Any,
    ) -> FreightTemplate:
        template = save_freight_template(zones=zones, **fields)
        if products:
            assign_template(
                product_ids=[product.pk for product in products], template_id=template.pk
            )
        return template


class DeliveryMethodFactory(factory.django.DjangoModelFactory):
    """Offered without a surcharge."""

    class Meta:
        model = DeliveryMethod

    code = factory.Sequence(lambda n: f"method-{n}")
    name = factory.Sequence(lambda n: f"配送{n}")
    position = factory.Sequence(lambda n: n % 30_000)


class CarrierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Carrier

    code = factory.Sequence(lambda n: f"C{n}")
    name = factory.Sequence(lambda n: f"快递{n}")
    kuaidi100_code = factory.Sequence(lambda n: f"carrier{n}")
