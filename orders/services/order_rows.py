"""The rows of a new order, made of its quote and its address; who places it saves them."""

from collections.abc import Sequence

from customers.types import AddressView
from orders.models import Order, OrderLine, OrderReceiver, OrderShare
from orders.types import OrderQuote, QuotedLine
from shop.common.encryption import blind_index


def receiver_of(*, order: Order, address: AddressView) -> OrderReceiver:
    """Copy where an order goes: sealed, with what it is found by."""
    return OrderReceiver(
        order=order,
        name=address.name,
        phone=address.phone,
        street=address.street,
        name_index=blind_index(address.name),
        phone_index=blind_index(address.phone),
        province_code=address.province_code,
        city_code=address.city_code,
        district_code=address.district_code,
        region=address.region,
    )


def line_of(*, order: Order, line: QuotedLine) -> OrderLine:
    """Copy what is promised of a line: goods as they are called now, and their prices."""
    card = line.card
    return OrderLine(
        order=order,
        sku_id=card.sku_id,
        product_number=card.product_number,
        sku_code=card.code,
        title=card.title,
        sku_name=card.name,
        picture=card.picture,
        weight_grams=card.weight_grams,
        unit_price=line.unit_price,
        quantity=line.quantity,
        amount=line.amount,
        discount=line.discount,
    )


def shares_of(*, lines: Sequence[OrderLine], quote: OrderQuote) -> list[OrderShare]:
    """Freeze each saved line's parts of discounts and freight."""
    by_sku = {line.sku_id: line for line in lines}
    return [
        OrderShare(
            line=by_sku[share.line_key],
            source=share.source,
            source_key=share.source_key,
            source_version=share.source_version,
            label=str(share.label),
            amount=share.amount,
        )
        for share in quote.shares
    ]


def steps_of(*, quote: OrderQuote) -> list[dict[str, object]]:
    """Say the steps of a quote as the order keeps them."""
    return [
        {
            "kind": step.kind,
            "label": str(step.label),
            "amount": str(step.amount),
            "applied": step.applied,
            "reason": str(step.reason),
        }
        for step in quote.steps
    ]
