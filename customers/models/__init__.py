from customers.models.address import Address
from customers.models.login_code import LoginCode
from customers.models.user import Identity, User

__all__ = ["Address", "Identity", "LoginCode", "User"]
