"""Shapes of what people type about themselves."""

from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from customers.errors import PhoneNotValid
from customers.models import User
from customers.phones import normalise_phone
from shop.common.selectors import children_of, region_codes


def _phone_input() -> forms.TextInput:
    return forms.TextInput(
        attrs={"inputmode": "tel", "autocomplete": "tel-national", "maxlength": 16}
    )


def _new_password() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password"})


class PhoneField(forms.CharField):
    """A mainland mobile number, cleaned to its eleven digits."""

    widget = _phone_input()

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return normalise_phone(text) if text else text
        except PhoneNotValid as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CodeField(forms.CharField):
    """The six digits of an SMS."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code from the SMS"))
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9]{6}"}
        super().__init__(max_length=6, widget=forms.TextInput(attrs=attrs), **kwargs)


class CodeRequestForm(forms.Form):
    phone = PhoneField(label=_("Mobile number"))


class CodeLoginForm(forms.Form):
    phone = PhoneField(label=_("Mobile number"))
    code = CodeField()


class RegisterForm(CodeLoginForm):
    password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=_new_password(),
        help_text=_("At least 8 characters. You may leave it empty and log in by code."),
    )
    terms = forms.BooleanField(
        label=_("I accept the terms of service and the privacy policy"),
        error_messages={"required": _("Please accept the terms first.")},
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class PasswordLoginForm(forms.Form):
    username = forms.CharField(
        label=_("Mobile number, user name or e-mail"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def clean_username(self) -> str:
        """Bring a number into its one form, so that neither look-up nor lock sees several."""
        typed: str = self.cleaned_data["username"]
        try:
            return normalise_phone(typed)
        except PhoneNotValid:
            return typed


class NewPasswordForm(forms.Form):
    """A new password, proven by a code sent to the account's phone."""

    code = CodeField()
    password = forms.CharField(
        label=_("New password"), widget=_new_password(), help_text=_("At least 8 characters.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class ProfileForm(forms.Form):
    nickname = forms.CharField(label=_("Nickname"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=User.Gender.choices, required=False)
    birthday = forms.DateField(
        label=_("Birthday"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AddressForm(forms.Form):
    name = forms.CharField(
        label=_("Receiver"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(label=_("Mobile number"))
    province = forms.ChoiceField(label=_("Province"))
    city = forms.ChoiceField(label=_("City"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    street = forms.CharField(
        label=_("Street, house, room"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    is_default = forms.BooleanField(label=_("Use as my default address"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {part: self._chosen(part) for part in ("province", "city")}
        parents = {"province": "", "city": chosen["province"], "district": chosen["city"]}
        for part, parent in parents.items():
            field = cast(forms.ChoiceField, self.fields[part])
            regions = children_of(parent) if parent or part == "province" else []
            field.choices = [("", _("Please choose"))] + [(row.code, row.name) for row in regions]
        self._wire("province", "city")
        self._wire("city", "district")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("district") or cleaned.get("city") or cleaned.get("province")
        if code and children_of(code):
            self.add_error(self._first_missing(cleaned), _("Choose province, city and district."))
        cleaned["district_code"] = code
        return cleaned

    def _chosen(self, part: str) -> str:
        name = self.add_prefix(part)
        value = self.data.get(name) if self.is_bound else self.initial.get(part)
        return str(value or "")

    def _first_missing(self, cleaned: dict[str, Any]) -> str:
        return "district" if cleaned.get("city") else "city"

    def _wire(self, part: str, following: str) -> None:
        self.fields[part].widget.attrs.update(
            {
                "data-region-next": f"#{self[following].id_for_label}",
                "data-region-url": reverse_lazy("common:region-list"),
            }
        )


def address_initial(district_code: str) -> dict[str, str]:
    """Return the three selects' values for a stored region code."""
    return dict(zip(("province", "city", "district"), region_codes(district_code), strict=False))
