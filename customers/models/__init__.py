from customers.models.address import Address
from customers.models.blacklist import BlacklistEntry
from customers.models.login_code import LoginCode
from customers.models.password_try import PasswordTry
from customers.models.user import Identity, User

__all__ = ["Address", "BlacklistEntry", "Identity", "LoginCode", "PasswordTry", "User"]
