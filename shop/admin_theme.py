"""The look of the back office: our tokens in the theme's scales, its menu and its home."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# Warm greys and vermilion of static/css/tokens.css; 600 fills buttons, 900 is ink.
BASE = {
    "50": "#faf9f7",
    "100": "#f4f2ef",
    "200": "#e5e1db",
    "300": "#d3cdc4",
    "400": "#9c9388",
    "500": "#6f675d",
    "600": "#5c554c",
    "700": "#46403a",
    "800": "#2f2a25",
    "900": "#1f1b16",
    "950": "#14110e",
}
PRIMARY = {
    "50": "#fdeeea",
    "100": "#fbddd5",
    "200": "#f5baac",
    "300": "#ec9280",
    "400": "#df6850",
    "500": "#cf4229",
    "600": "#bf311a",
    "700": "#9e2712",
    "800": "#7f2114",
    "900": "#681f15",
    "950": "#390d07",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "shop.admin.branding.shop_name",
    "SITE_HEADER": "shop.admin.branding.shop_name",
    "SITE_SUBHEADER": _("Back office"),
    "SITE_ICON": lambda _request: static("favicon.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("favicon.svg")}
    ],
    "STYLES": [
        lambda _request: static("css/admin.css"),
        lambda _request: static("css/imports.css"),
    ],
    "SCRIPTS": [
        lambda _request: static("js/admin.js"),
        lambda _request: static("js/find-region.js"),
    ],
    "LOGIN": {"form": "shop.staff_log_in.StaffLogInForm"},
    "THEME": "light",
    "BORDER_RADIUS": "6px",
    "COLORS": {"base": BASE, "primary": PRIMARY},
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "shop.admin.home.home",
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "shop.admin.menu.menu",
    },
}
