from shop.models.dead_link import DeadLink
from shop.models.outside_link import OutsideLink
from shop.models.site_settings import SiteSettings

__all__ = ["DeadLink", "OutsideLink", "SiteSettings"]
