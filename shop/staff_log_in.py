"""The log-in of the back office.

Outside `shop.admin`: the theme loads it while the admin site is made, and a page that registers
itself then would register with a site that is thrown away.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm


class StaffLogInForm(AuthenticationForm):  # type: ignore[misc]  # Unfold is untyped
    """Django would ask for the customer number: that is the key of a user, not what staff type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name or mobile number")
