"""Why a file cannot be read."""

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError


class FileNotReadable(DomainError):
    """The file is not one that the shop can read, whatever its name says."""

    code = "file_not_readable"
    message = _("This is neither an Excel workbook (xlsx, xls, ods) nor a CSV file.")


class FileLocked(DomainError):
    """The file can only be opened with a password."""

    code = "file_locked"
    message = _("The file is protected by a password. Save it without one and upload it again.")


class FileEmpty(DomainError):
    """There is nothing in the file."""

    code = "file_empty"
    message = _("The file is empty.")


class FileTooLarge(DomainError):
    """The file, or what is packed in it, is larger than anybody can need."""

    code = "file_too_large"
    message = _("The file is too large. Please split it.")
