"""Why orders says no."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.types import LineProblem
from shop.common.errors import ChangedMeanwhile, DomainError, TransitionRefused

Text = str | Promise


class QuantityNotPossible(DomainError):
    """So many pieces cannot be put in the cart; `possible` pieces can."""

    code = "quantity_not_possible"

    def __init__(self, message: Text, *, possible: int) -> None:
        self.possible = possible
        super().__init__(message)


class SkuNotForSale(DomainError):
    """There is no such SKU, or it cannot be bought now."""

    code = "sku_not_for_sale"
    message = _("This article is not for sale any more.")


class CartFull(DomainError):
    """The cart holds as many lines as a cart may."""

    code = "cart_full"
    message = _("Your cart is full. Please remove something first.")


class CartLineGone(DomainError):
    """The line is not in the cart any more."""

    code = "cart_line_gone"
    message = _("This article is no longer in your cart.")


class CartChanged(ChangedMeanwhile):
    """The cart changed after the checkout page was shown; nothing was ordered."""

    code = "cart_changed"
    message = _("Your cart has changed. Please look at the order again; nothing was ordered.")


class TotalChanged(ChangedMeanwhile):
    """The order costs something else than the page said; nothing was ordered."""

    code = "total_changed"

    def __init__(self, *, expected: Decimal, total: Decimal) -> None:
        self.expected, self.total = expected, total
        super().__init__(
            _("The total is now ¥%(total)s instead of ¥%(expected)s. Nothing was ordered yet.")
            % {"total": total, "expected": expected}
        )


class NothingSelected(DomainError):
    """No line of the cart is selected."""

    code = "nothing_selected"
    message = _("Nothing is selected in your cart.")


class LinesNotOrderable(DomainError):
    """Some lines cannot be ordered like this; `problems` says which and why."""

    code = "lines_not_orderable"
    message = _("Some articles cannot be ordered like this.")

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(str(problem.message) for problem in self.problems))


class AddressUnknown(DomainError):
    """The customer has no such address."""

    code = "address_unknown"
    message = _("Please choose a delivery address.")


class RemarkTooLong(DomainError):
    """The remark does not fit."""

    code = "remark_too_long"
    message = _("The remark may have at most 200 characters.")


class OrderNotCancellable(TransitionRefused):
    """The order is over, or something of it has shipped."""

    code = "order_not_cancellable"
    message = _("This order cannot be cancelled any more.")


class OrderNotReceivable(TransitionRefused):
    """Not everything has shipped, or the receipt is confirmed already."""

    code = "order_not_receivable"
    message = _("The receipt of this order cannot be confirmed now.")


class PaymentStillOpen(DomainError):
    """The payment service did not confirm that no money is on its way."""

    code = "payment_still_open"
    message = _("The payment service does not answer. Please try again in a minute.")


class OrderNotHeld(TransitionRefused):
    """Only an order that the check holds can be decided by a person."""

    code = "order_not_held"
    message = _("This order does not wait for a decision.")


class StockNotHeld(DomainError):
    """The order's goods are not all reserved for it."""

    code = "stock_not_held"
    message = _("Stock for this order is missing: it cannot be approved.")


class OrderNotShippable(TransitionRefused):
    """The order is not approved, is cancelled, or has been sent."""

    code = "order_not_shippable"
    message = _("This order cannot be shipped now.")


class ShipmentCancelled(OrderNotShippable):
    """Its goods stay in the house: the order was cancelled, or their money goes back."""

    code = "shipment_cancelled"
    message = _("This shipment is cancelled. Put its goods back on the shelf.")


class RefundNotFollowed(DomainError):
    """Money was given back this moment, and the shipments do not know yet of which pieces."""

    code = "refund_not_followed"
    message = _(
        "Money of this order was given back just now. Look again in a moment what may leave."
    )


class PiecesToTakeOut(DomainError):
    """Pieces that may be in the parcel must not leave: their money goes back."""

    code = "pieces_to_take_out"

    def __init__(self, *, goods: str) -> None:
        super().__init__(
            _("Take out of the parcel first, because the money goes back: %(goods)s")
            % {"goods": goods}
        )


class NothingToPick(DomainError):
    """No shipment is ready in this warehouse."""

    code = "nothing_to_pick"
    message = _("There is nothing to pick in this warehouse.")


class WaveNotOpen(TransitionRefused):
    """The wave is picked or cancelled."""

    code = "wave_not_open"
    message = _("This wave is closed.")


class ReceiverNotCorrectable(TransitionRefused):
    """Goods have left for the receiver, or the order is over."""

    code = "receiver_not_correctable"
    message = _("The receiver cannot be changed any more.")


class ReceiverNotComplete(DomainError):
    """A parcel needs a name, a mobile number and a street."""

    code = "receiver_not_complete"
    message = _("Name, mobile number and street are all needed.")


class NothingToRefund(DomainError):
    """Unpaid, or the pieces were given back or asked for before."""

    code = "nothing_to_refund"
    message = _("So much cannot be given back for these lines any more.")


class LineNotReviewable(DomainError):
    """Nobody but the buyer reviews a line, after receipt and not too late."""

    code = "line_not_reviewable"
    message = _("Only what you bought and received can be reviewed, for some months.")
