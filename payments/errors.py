"""Why a payment or a refund was refused."""

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError


class PlanNotPayable(DomainError):
    """Paid, closed, or past its deadline."""

    code = "plan_not_payable"
    message = _("This order cannot be paid any more.")


class GatewayNotOffered(DomainError):
    code = "gateway_not_offered"
    message = _("This way of paying is not offered at the moment. Please choose another one.")


class PayerNotKnown(DomainError):
    """The way needs the gateway's own number of the payer: its log-in has to be asked first."""

    code = "payer_not_known"
    message = _("WeChat has not said yet who pays. Please press the button again.")


class PayerNotTold(DomainError):
    """The log-in of the gateway would not say who pays; `reason` is its own code."""

    code = "payer_not_told"
    message = _("WeChat did not say who pays. Please try again, or choose another way.")

    def __init__(self, *, reason: str = "") -> None:
        super().__init__()
        self.reason = reason


class LogInOver(DomainError):
    """What the log-in gave counts once and for minutes: it was used before, or is too old."""

    code = "log_in_over"
    message = _("This step through WeChat is over. Please press the button again.")


class PartsNotPossible(DomainError):
    code = "parts_not_possible"
    message = _("This amount cannot be paid in so many parts.")


class PaymentRefused(DomainError):
    """The gateway will not begin this payment; `reason` is its own code."""

    code = "payment_refused"
    message = _("The payment service does not accept this payment. Please choose another way.")

    def __init__(self, *, reason: str = "") -> None:
        super().__init__()
        self.reason = reason


class GatewayKeysInvalid(DomainError):
    """A key or certificate of the account cannot be read, or does not fit the others."""

    code = "gateway_keys_invalid"
    message = _("A key or certificate of this account cannot be used.")


class RotationEndless(DomainError):
    """Former keys would be accepted for ever."""

    code = "rotation_endless"
    message = _("Say until which day the former keys count, for example a week from now.")
    beside = {"former_until": message}


class TransferNotFound(DomainError):
    code = "transfer_not_found"
    message = _("No bank transfer is expected under this number.")
    beside = {"number": message}


class AmountNotReceived(DomainError):
    code = "amount_not_received"
    message = _("An amount that came is more than nothing.")
    beside = {"amount": message}


class TransferKnown(DomainError):
    code = "transfer_known"
    message = _("This serial number of the bank was entered before.")
    beside = {"serial": message}


class ProposalDecided(DomainError):
    code = "proposal_decided"
    message = _("This refund was decided before.")


class MoneyMustGoBack(DomainError):
    """The order of a proposed refund was given up: its money belongs to the customer."""

    code = "money_must_go_back"
    message = _("The order was given up, so its money has to go back. This cannot be declined.")


class NotReroutable(DomainError):
    """Its gateway does not hold it, it is on another way already, or the money went back."""

    code = "not_reroutable"
    message = _("This refund does not wait for another way.")


class NotPaidOutByHand(DomainError):
    code = "not_paid_out_by_hand"
    message = _("This refund does not wait to be paid out by hand.")


class TransferDayImpossible(DomainError):
    """Before the payer could know the number, or to come."""

    code = "transfer_day_impossible"
    message = _("The day lies before this payment was begun, or after today.")
    beside = {"received_on": message}


class TransferDecided(DomainError):
    code = "transfer_decided"
    message = _("This transfer was decided before.")


class CaptureNotOurs(DomainError):
    """The gateway reports another amount or currency than we asked for."""

    code = "capture_not_ours"
    message = _("The amount reported by the gateway is not the amount asked for.")


class TradeNumberTaken(CaptureNotOurs):
    """The gateway's own number of the trade stands in our books for another attempt."""

    code = "trade_number_taken"
    message = _("The payment serial number reported by the gateway belongs to another payment.")


class RefundExceedsCapture(DomainError):
    code = "refund_exceeds_capture"
    message = _("More cannot be refunded than was paid.")


class RefundNotTheSame(DomainError):
    """The cause was refunded before, with another amount."""

    code = "refund_not_the_same"
    message = _("This was refunded before, with another amount.")


class PlanUnknown(DomainError):
    code = "plan_unknown"
    message = _("There is no order with this number.")


class SecondPersonNeeded(DomainError):
    """Whoever proposed it cannot agree to it as well."""

    code = "second_person_needed"
    message = _("Somebody else has to agree to what you proposed.")


class ActionNotPossible(DomainError):
    """The way of settling does not fit the difference."""

    code = "action_not_possible"
    message = _("This difference cannot be settled in this way.")


class BookedMeanwhile(DomainError):
    """What somebody wants to give back as never booked has come in by itself."""

    code = "booked_meanwhile"
    message = _("This payment was booked meanwhile and pays its order: refund it from the order.")


class PaymentOfRefundUnknown(DomainError):
    code = "payment_of_refund_unknown"
    message = _("The payment that this refund belongs to is not in our books: book it first.")


class ReasonNeeded(DomainError):
    code = "reason_needed"
    message = _("Say why this is accepted.")


class ReceiptKnown(DomainError):
    code = "receipt_known"
    message = _("An amount with this serial number of the bank is entered already.")
    beside = {"bank_reference": message}


class ReceiptMovesNothing(DomainError):
    code = "receipt_moves_nothing"
    message = _("An amount of nothing is no receipt.")
    beside = {"amount": message}


class ReceiptDayImpossible(DomainError):
    """To come, or before the first payment in our books."""

    code = "receipt_day_impossible"
    message = _("The bank cannot have received it on this day.")
    beside = {"received_on": message}


class SettledDayImpossible(DomainError):
    """After the money came, or more than a year before it."""

    code = "settled_day_impossible"
    message = _("What came on that day cannot be for payments of this day.")
    beside = {"day": message}


class NoCaseToClose(DomainError):
    """The refund was agreed on: nobody waits for a word about it."""

    code = "no_case_to_close"
    message = _("Nobody has to look at this refund.")
