"""Why a shipment was refused."""

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError


class WaybillNotValid(DomainError):
    code = "waybill_not_valid"
    message = _("A waybill number has 6 to 32 letters and digits.")


class WaybillTaken(DomainError):
    code = "waybill_taken"
    message = _("This waybill number is on another parcel of this carrier.")


class CarrierNotActive(DomainError):
    code = "carrier_not_active"
    message = _("This carrier is not in use.")


class ShipmentNotCancellable(DomainError):
    code = "shipment_not_cancellable"
    message = _("Goods of this order have left the warehouse.")


class DeliveryMethodUnknown(DomainError):
    code = "delivery_method_unknown"
    message = _("This way of delivery is not offered any more. Please choose another.")


class ZonesOverlap(DomainError):
    code = "zones_overlap"
    message = _("A region stands in one zone only, and one zone is the rest of the country.")


class ProductsUnknown(DomainError):
    code = "products_unknown"
    message = _("No product has the number %(numbers)s.")

    def __init__(self, *, numbers: list[str]) -> None:
        super().__init__(str(type(self).message) % {"numbers": ", ".join(numbers)})
