"""A picture that comes a second time to its product: people are told, nothing is lost."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from catalog.models import ProductPicture


def pictures_of(product_id: int) -> set[int]:
    """Return the keys of the pictures that a product shows."""
    rows = ProductPicture.objects.filter(product=product_id)
    return set(rows.values_list("pk", flat=True))


def say_shown_already(request: HttpRequest, count: int) -> None:
    """Tell how many pictures came a second time, when some did."""
    if count:
        words = ngettext(
            "The product shows %(count)s of these pictures already: it is not shown twice.",
            "The product shows %(count)s of these pictures already: they are not shown twice.",
            count,
        )
        messages.info(request, words % {"count": count})
