"""What an import says under the attributes of a product, by the names that people use."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from catalog.models import Attribute
from catalog.selectors.goods_lookups import KnownAttribute, KnownType
from catalog.services.goods_items import Saying

_LONGEST_TEXT, _LONGEST_VALUE = 200, 40
_MOST_SHOWN = 10

Kind = Attribute.Kind


def sayings_of(
    *, pairs: Iterable[tuple[str, str]], product_type: KnownType, may_make: bool
) -> dict[int, Saying]:
    """Read "material: cotton; thickness: thin". Raises ValueError with what would be possible."""
    sayings = {}
    for name, said in pairs:
        attribute = product_type.attribute(name)
        if attribute is None or attribute.makes_skus:
            raise ValueError(_no_attribute(name, product_type))
        sayings[attribute.id] = _saying(attribute, said, may_make=may_make)
    return sayings


def check_value(*, attribute: KnownAttribute, value: str, may_make: bool) -> None:
    """Raise ValueError for a value that the attribute does not have and that may not be made."""
    if value in attribute.values:
        return
    if len(value) > _LONGEST_VALUE:
        raise ValueError(_("At most %(count)d characters.") % {"count": _LONGEST_VALUE})
    if not may_make:
        names = ", ".join(list(attribute.values)[:_MOST_SHOWN])
        facts = {"name": attribute.name, "value": value, "names": names}
        raise ValueError(_("%(name)s has no value “%(value)s”; it has: %(names)s.") % facts)


def _saying(attribute: KnownAttribute, said: str, *, may_make: bool) -> Saying:
    if attribute.kind == Kind.TEXT:
        if len(said) > _LONGEST_TEXT:
            raise ValueError(_("At most %(count)d characters.") % {"count": _LONGEST_TEXT})
        return Saying(text=said)
    if attribute.kind == Kind.NUMBER:
        return Saying(number=_number(attribute.name, said))
    values = (
        (said,)
        if attribute.kind == Kind.CHOICE
        else tuple(sorted(set(filter(None, said.split("/")))))
    )
    for value in values:
        check_value(attribute=attribute, value=value, may_make=may_make)
    return Saying(values=values)


def _number(name: str, said: str) -> Decimal:
    try:
        number = Decimal(said)
    except InvalidOperation as wrong:
        raise ValueError(_("%(name)s is a number.") % {"name": name}) from wrong
    if not number.is_finite() or abs(number) >= 10**9:
        raise ValueError(_("%(name)s is a number.") % {"name": name})
    return number.quantize(Decimal("0.001"))


def _no_attribute(name: str, product_type: KnownType) -> str:
    known = {a.name: a for a in product_type.attributes.values() if not a.makes_skus}
    facts = {"type": product_type.name, "name": name, "names": ", ".join(known)}
    return _("The type %(type)s has no attribute “%(name)s”; it has: %(names)s.") % facts
