"""Why a file cannot be read."""

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError


class FileNotReadable(DomainError):
    """The file is not one that the shop can read, whatever its name says."""

    code = "file_not_readable"
    message = _("This is neither an Excel workbook (xlsx, xls, ods) nor a CSV file.")


class FileTooLarge(DomainError):
    """The file, or what is packed in it, is larger than anybody can need."""

    code = "file_too_large"
    message = _("The file is too large. Please split it.")
