from customers.admin.address import AddressInline
from customers.admin.blacklist import BlacklistAdmin
from customers.admin.user import UserAdmin

__all__ = ["AddressInline", "BlacklistAdmin", "UserAdmin"]
