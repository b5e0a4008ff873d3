"""What goods say under an attribute is not lost by a change of the attribute."""

from catalog.errors import AttributeKindFixed, AttributeValueInUse
from catalog.models import Attribute, AttributeValue, ProductAttribute, SkuValue


def refuse_other_kind(*, attribute_id: int, kind: str) -> None:
    """Refuse to say in another way what goods say already. Raises AttributeKindFixed."""
    known = Attribute.objects.values_list("kind", flat=True).get(pk=attribute_id)
    if kind == known:
        return
    said = ProductAttribute.objects.filter(attribute=attribute_id)
    made = SkuValue.objects.filter(value__attribute=attribute_id)
    if said.exists() or made.exists():
        raise AttributeKindFixed


def refuse_used_value(*, value_id: int) -> None:
    """Refuse to delete a value that goods have. Raises AttributeValueInUse."""
    said = ProductAttribute.objects.filter(values=value_id)
    if said.exists() or SkuValue.objects.filter(value=value_id).exists():
        name = AttributeValue.objects.values_list("name", flat=True).get(pk=value_id)
        raise AttributeValueInUse(name)
