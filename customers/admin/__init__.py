from customers.admin.address import AddressInline
from customers.admin.user import UserAdmin

__all__ = ["AddressInline", "UserAdmin"]
