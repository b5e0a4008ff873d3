from logistics.models.carrier import Carrier, DeliveryMethod
from logistics.models.freight import FreightTemplate, FreightZone, FreightZoneRegion, ProductFreight
from logistics.models.shipment import Parcel, Shipment, ShipmentHistory, ShipmentLine
from logistics.models.tracking import TrackingEvent

__all__ = [
    "Carrier",
    "DeliveryMethod",
    "FreightTemplate",
    "FreightZone",
    "FreightZoneRegion",
    "Parcel",
    "ProductFreight",
    "Shipment",
    "ShipmentHistory",
    "ShipmentLine",
    "TrackingEvent",
]
