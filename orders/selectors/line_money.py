"""The frozen money of order lines."""

from orders.models import OrderLine, OrderShare
from orders.shares import LineMoney
from shop.common.money import ZERO


def money_of(line: OrderLine) -> LineMoney:
    """Return what a line was sold for. Load `shares` beforehand."""
    freight = [
        share.amount for share in line.shares.all() if share.source == OrderShare.Source.FREIGHT
    ]
    return LineMoney(
        quantity=line.quantity,
        amount=line.amount,
        discount=line.discount,
        freight=sum(freight, ZERO),
    )
