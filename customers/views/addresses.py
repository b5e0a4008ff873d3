"""The address book."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.forms import AddressForm, address_initial
from customers.models import Address
from customers.selectors.addresses import addresses_of, owned_address
from customers.services.addresses import AddressData, delete_address, make_default, save_address
from customers.types import AddressView
from customers.views.requests import CustomerRequest
from shop.common.errors import DomainError


@login_required
def address_list(request: CustomerRequest) -> HttpResponse:
    context = {"addresses": addresses_of(request.user.pk)}
    return render(request, "customers/address_list.html", context)


@login_required
def address_add(request: CustomerRequest) -> HttpResponse:
    return _edit(request, None)


@login_required
def address_edit(request: CustomerRequest, address_id: int) -> HttpResponse:
    address = owned_address(request.user.pk, address_id)
    if address is None:
        raise Http404
    return _edit(request, address)


@login_required
@require_POST
def address_delete(request: CustomerRequest, address_id: int) -> HttpResponse:
    try:
        delete_address(user_id=request.user.pk, address_id=address_id)
    except Address.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("The address is deleted."))
    return redirect("customers:address-list")


@login_required
@require_POST
def address_default(request: CustomerRequest, address_id: int) -> HttpResponse:
    try:
        make_default(user_id=request.user.pk, address_id=address_id)
    except Address.DoesNotExist as missing:
        raise Http404 from missing
    return redirect("customers:address-list")


def _edit(request: CustomerRequest, address: AddressView | None) -> HttpResponse:
    form = AddressForm(request.POST or None, initial=_initial(address))
    is_choosing = "choose" in request.POST  # without script, the selects are filled step by step
    if request.method == "POST" and not is_choosing and form.is_valid():
        try:
            _save(request, form, address)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_next(request))
    if is_choosing:
        form.errors.clear()
    context = {"form": form, "address": address, "next": request.GET.get("next", "")}
    return render(request, "customers/address_form.html", context)


def _save(request: CustomerRequest, form: AddressForm, address: AddressView | None) -> None:
    data = form.cleaned_data
    save_address(
        user_id=request.user.pk,
        address_id=address.id if address else None,
        data=AddressData(
            name=data["name"],
            phone=data["phone"],
            district_code=data["district_code"],
            street=data["street"],
            is_default=data["is_default"],
        ),
    )


def _initial(address: AddressView | None) -> dict[str, object]:
    if address is None:
        return {}
    return {
        **address_initial(address.district_code),
        "name": address.name,
        "phone": address.phone,
        "street": address.street,
        "is_default": address.is_default,
    }


def _next(request: CustomerRequest) -> str:
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return "customers:address-list"
