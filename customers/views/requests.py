"""The request of a signed-in customer."""

from customers.models import User
from shop.common.http import SignedInRequest


class CustomerRequest(SignedInRequest):
    user: User
