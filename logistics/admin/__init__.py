from logistics.admin.carriers import CarrierAdmin, DeliveryMethodAdmin
from logistics.admin.freight import FreightTemplateAdmin, ProductFreightAdmin
from logistics.admin.shipment import ParcelAdmin, ShipmentAdmin

__all__ = [
    "CarrierAdmin",
    "DeliveryMethodAdmin",
    "FreightTemplateAdmin",
    "ParcelAdmin",
    "ProductFreightAdmin",
    "ShipmentAdmin",
]
