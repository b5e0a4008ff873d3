"""Why a log-in, a registration or an address was refused."""

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError


class CodeRequestedTooOften(DomainError):
    code = "code_requested_too_often"
    message = _("A code was sent a moment ago. Please wait a little before you ask for another.")


class TooManyPasswordTries(DomainError):
    """One answer whether or not there is such an account, so that nobody can probe."""

    code = "too_many_password_tries"
    message = _("Too many wrong passwords. Please wait a moment, or log in by code.")

    def __init__(self, *, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class CodeNotValid(DomainError):
    """Wrong, expired, used or tried too often: one answer for all, so that nobody can probe."""

    code = "code_not_valid"
    message = _("This code is wrong or no longer valid. Please ask for a new one.")


class PhoneNotValid(DomainError):
    code = "phone_not_valid"
    message = _("Enter a mainland mobile number of 11 digits.")


class PhoneTaken(DomainError):
    code = "phone_taken"
    message = _("This mobile number belongs to another account.")


class AccountNotActive(DomainError):
    code = "account_not_active"
    message = _("This account cannot log in. Please contact our customer service.")


class TooManyAddresses(DomainError):
    code = "too_many_addresses"
    message = _("Your address book is full. Please delete an address first.")


class AddressNotValid(DomainError):
    code = "address_not_valid"
    message = _("Choose province, city and district.")


class TraitNotValid(DomainError):
    """It tells nobody apart: no such customer, or no public IP address."""

    code = "trait_not_valid"
    message = _("This tells nobody apart. Please check what you entered.")


class AlreadyBlacklisted(DomainError):
    code = "already_blacklisted"
    message = _("This is on the blacklist already.")


class NotBlacklisted(DomainError):
    code = "not_blacklisted"
    message = _("This is not on the blacklist any more.")
