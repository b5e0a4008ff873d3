"""Which goods say a word that many share: an attribute, one of its values, a brand, a tag."""

from django.db.models import Q, QuerySet

from catalog.models import Attribute, AttributeValue, Brand, Product, Tag

SharedWord = Attribute | AttributeValue | Brand | Tag
Status = Product.Status


def goods_saying(word: SharedWord) -> QuerySet[Product]:
    """Return the goods on whose pages the word is read."""
    match word:
        case Attribute():
            said = Q(attributes__attribute=word) | Q(skus__values__value__attribute=word)
        case AttributeValue():
            said = Q(attributes__values=word) | Q(skus__values__value=word)
        case Brand():
            said = Q(brand=word)
        case Tag():
            said = Q(tags=word)
    return Product.objects.filter(pk__in=Product.objects.filter(said).values("pk"))


def count_looked_at(word: SharedWord) -> int:
    """Count the goods that a new name of the word would send back to the check."""
    looked_at = Q(status__in=[Status.APPROVED, Status.SCHEDULED]) | Q(
        status=Status.IN_CHECK, checked_at__isnull=False
    )
    return goods_saying(word).filter(looked_at).count()
