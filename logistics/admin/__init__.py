from logistics.admin.shipment import ParcelAdmin, ShipmentAdmin

__all__ = ["ParcelAdmin", "ShipmentAdmin"]
