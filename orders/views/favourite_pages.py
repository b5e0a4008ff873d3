"""The favourites' way into the cart."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketing.selectors.favourites import only_sku_of
from orders.services.favourites import move_favourite_to_cart
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest


@login_required
@require_POST
def favourite_move(request: SignedInRequest, number: str) -> HttpResponse:
    found = only_sku_of(request.user.pk, number)
    if found is None:
        raise Http404
    product_id, sku_id = found
    try:
        move_favourite_to_cart(user_id=request.user.pk, product_id=product_id, sku_id=sku_id)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is in your cart."))
    return redirect("marketing:favourite-list")
