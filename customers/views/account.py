"""The customer's own pages: overview, personal data, password, messages."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from customers.forms import NewPasswordForm, ProfileForm
from customers.models import LoginCode, User
from customers.selectors.users import contact_of
from customers.services.login_codes import request_code
from customers.services.passwords import reset_password_by_code
from customers.services.profiles import Profile, update_profile
from customers.views.requests import CustomerRequest
from shop.common.errors import DomainError
from shop.common.selectors import messages_for, unread_count
from shop.common.services.messages import mark_read
from shop.common.typed_numbers import page_number

MESSAGES_PER_PAGE = 20


@login_required
def account_home(request: CustomerRequest) -> HttpResponse:
    context = {
        "contact": contact_of(request.user.pk),
        "unread_count": unread_count(request.user.pk),
        "latest_messages": messages_for(request.user.pk)[:3],
    }
    return render(request, "customers/account_home.html", context)


@login_required
def profile(request: CustomerRequest) -> HttpResponse:
    contact = contact_of(request.user.pk)
    form = ProfileForm(request.POST or None, initial=_profile_of(request.user, contact.email))
    if request.method == "POST" and form.is_valid():
        update_profile(user_id=request.user.pk, profile=Profile(**form.cleaned_data))
        messages.success(request, _("Your data is saved."))
        return redirect("customers:profile")
    return render(request, "customers/profile_form.html", {"form": form, "contact": contact})


@login_required
@sensitive_post_parameters("code", "password")
def password(request: CustomerRequest) -> HttpResponse:
    contact = contact_of(request.user.pk)
    form = NewPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = reset_password_by_code(
                user_id=request.user.pk, phone=contact.phone, **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your new password is set."))
            return redirect("customers:profile")
    return render(request, "customers/password_form.html", {"form": form, "contact": contact})


@login_required
@require_POST
def password_code(request: CustomerRequest) -> HttpResponse:
    contact = contact_of(request.user.pk)
    request_code(
        phone=contact.phone,
        purpose=LoginCode.Purpose.RESET_PASSWORD,
        ip=request.META.get("REMOTE_ADDR"),
    )
    messages.success(request, _("The code is on its way."))
    return redirect("customers:password")


@login_required
def message_list(request: CustomerRequest) -> HttpResponse:
    page = Paginator(messages_for(request.user.pk), MESSAGES_PER_PAGE).get_page(
        page_number(request.GET.get("page"))
    )
    return render(request, "customers/message_list.html", {"page": page})


@login_required
@require_POST
def message_read(request: CustomerRequest) -> HttpResponse:
    mark_read(user_id=request.user.pk)
    return redirect("customers:message-list")


def _profile_of(user: User, email: str) -> dict[str, object]:
    return {
        "nickname": user.nickname,
        "name": user.name,
        "gender": user.gender,
        "birthday": user.birthday,
        "email": email,
    }
