"""Log-in, registration and log-out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from customers.forms import CodeLoginForm, CodeRequestForm, PasswordLoginForm, RegisterForm
from customers.known_browsers import cookie_for
from customers.models import LoginCode, User
from customers.services.login_codes import request_code
from customers.services.registration import register_or_login_by_code
from shop.common.errors import DomainError

BACKEND = "customers.backends.IdentityBackend"


@never_cache
@sensitive_post_parameters("code")
def login_page(request: HttpRequest) -> HttpResponse:
    """Log in by code: the phone first, then the code."""
    form = CodeLoginForm(request.POST or None, initial={"phone": request.GET.get("phone", "")})
    if request.method == "POST" and form.is_valid():
        try:
            user, is_new = register_or_login_by_code(**form.cleaned_data)
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            return _enter(request, user, is_new=is_new)
    return _render(request, "customers/login_code.html", form)


@never_cache
@sensitive_post_parameters("password")
def login_password(request: HttpRequest) -> HttpResponse:
    form = PasswordLoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            return _enter(request, user)
        form.add_error(
            None, _("Number and password do not fit together, or the account is locked.")
        )
    return _render(request, "customers/login_password.html", form)


@never_cache
@sensitive_post_parameters("code", "password")
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user, is_new = register_or_login_by_code(
                phone=data["phone"], code=data["code"], password=data["password"]
            )
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            return _enter(request, user, is_new=is_new)
    return _render(request, "customers/register.html", form)


@require_POST
def login_code(request: HttpRequest) -> HttpResponse:
    """Send a code, and show the form again with what was typed."""
    form = CodeRequestForm(request.POST)
    if not form.is_valid():
        return _code_answer(request, error=str(form.errors["phone"][0]))
    try:
        request_code(
            phone=form.cleaned_data["phone"],
            purpose=LoginCode.Purpose.LOGIN,
            ip=request.META.get("REMOTE_ADDR"),
        )
    except DomainError as refusal:
        return _code_answer(request, error=str(refusal))
    return _code_answer(request, sent_to=form.cleaned_data["phone"])


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _code_answer(request: HttpRequest, *, sent_to: str = "", error: str = "") -> HttpResponse:
    context = {"sent_to": sent_to, "code_error": error}
    if request.htmx:  # type: ignore[attr-defined]  # set by the htmx middleware
        return render(request, "customers/partials/code_sent.html", context)
    is_register = request.POST.get("page") == "register"
    form = (RegisterForm if is_register else CodeLoginForm)(initial=request.POST.dict())
    template = "customers/register.html" if is_register else "customers/login_code.html"
    return _render(request, template, form, **context)


def _render(request: HttpRequest, template: str, form: object, **context: str) -> HttpResponse:
    next_url = request.POST.get("next") or request.GET.get("next", "")
    return render(request, template, {"form": form, "next": next_url, **context})


def _enter(request: HttpRequest, user: User, *, is_new: bool = False) -> HttpResponse:
    cart_token = request.COOKIES.get(settings.CART_COOKIE, "")
    login(request, user, backend=BACKEND)
    for path in settings.AFTER_LOGIN_HOOKS:
        notice = import_string(path)(user.pk, cart_token)
        if notice:
            messages.info(request, notice)
    if is_new:
        messages.success(request, _("Welcome! You can now set a password and your personal data."))
    response = redirect(_safe_next(request, is_new=is_new))
    response.set_cookie(**cookie_for(user.pk))
    return response


def _safe_next(request: HttpRequest, *, is_new: bool) -> str:
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return "customers:profile" if is_new else settings.LOGIN_REDIRECT_URL
