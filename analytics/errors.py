"""What analytics refuses."""

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError


class PeriodNotBegun(DomainError):
    code = "period_not_begun"
    message = _("This time has not begun yet: there is nothing to report.")
