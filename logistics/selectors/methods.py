"""The ways of delivery at checkout."""

from logistics.errors import DeliveryMethodUnknown
from logistics.models import DeliveryMethod
from logistics.types import DeliveryChoice


def delivery_methods() -> list[DeliveryChoice]:
    """Return the ways of delivery in the order in which they are offered."""
    return [_choice(row) for row in DeliveryMethod.objects.active()]


def delivery_choice(code: str) -> DeliveryChoice:
    """Return one way of delivery. Raises DeliveryMethodUnknown when it is not offered."""
    row = DeliveryMethod.objects.active().filter(code=code).first()
    if row is None:
        raise DeliveryMethodUnknown
    return _choice(row)


def _choice(row: DeliveryMethod) -> DeliveryChoice:
    return DeliveryChoice(
        code=row.code, name=row.name, promise=row.promise, surcharge=row.surcharge
    )
