"""Every address of the shop."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from shop.views.about import about, favicon
from shop.views.health import health
from shop.views.home import home, home_preview
from shop.views.media import media
from shop.views.sitemaps import robots, sitemap, sitemap_section
from shop.views.staff_log_in import staff_log_in

# The site's own pages: a list of its own, because shop has no urls module beside this one.
site_patterns = [
    path("", home, name="home"),
    path("home-preview/", home_preview, name="home-preview"),
    path("i18n/", set_language, name="set-language"),
    path("health/", health, name="health"),
    path("about/", about, name="about"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemaps/<slug:section>.xml", sitemap_section, name="sitemap-section"),
]

handler404 = "shop.views.errors.page_not_found"
handler500 = "shop.middleware.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((site_patterns, "shop"))),
    path("", include("shop.common.urls")),
    path("", include("catalog.urls")),
    path("", include("customers.urls")),
    path("", include("marketing.urls")),
    path("", include("orders.urls")),
    path("pay/", include("payments.urls")),
    path("admin/login/", staff_log_in, name="staff-log-in"),
    path("admin/", admin.site.urls),
]
if settings.SERVE_FILES or settings.OBJECT_STORAGE:
    urlpatterns.append(path("media/<path:path>", media, name="media"))
