"""What a customer reads of money that goes back: how much, why, which way, and when."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.models import Refund
from payments.types import MoneyBack

WHY: dict[str, str | Promise] = {
    Refund.Reason.ORDER_CANCELLED: gettext_lazy("The order is cancelled."),
    Refund.Reason.LATE: gettext_lazy("It came after the order was closed."),
    Refund.Reason.PAID_TWICE: gettext_lazy("The order was paid already, and stays paid."),
    Refund.Reason.OTHER_AMOUNT: gettext_lazy("It was not the amount that we asked for."),
    Refund.Reason.NOT_NEEDED: gettext_lazy("The order does not need it."),
    Refund.Reason.AGREED: gettext_lazy("As agreed with our service."),
    Refund.Reason.AT_GATEWAY: gettext_lazy("Our service gave it back by hand."),
}


@dataclass(frozen=True, kw_only=True)
class RefundNotice:
    title: str
    text: str
    note: str
    tone: str


def refund_notice(money: MoneyBack) -> RefundNotice:
    """Say what goes back and why; of what was too much, that the order's own money stays."""
    is_done = money.state == Refund.State.DONE
    sentences = [WHY.get(money.reason, "")]
    if money.state == Refund.State.FAILED:
        sentences.append(_("It could not go back the way it came. Our service sees to it."))
    elif not is_done:
        sentences.append(_("It goes back the way it came, usually within three days."))
    return RefundNotice(
        title=_title(money, is_done=is_done) % {"amount": f"¥{money.amount}"},
        text=" ".join(str(sentence) for sentence in sentences if sentence),
        note=_note(money),
        tone="good" if is_done else "",
    )


def _title(money: MoneyBack, *, is_done: bool) -> str:
    if money.is_too_much and is_done:
        return _("%(amount)s that was paid too much was sent back")
    if money.is_too_much:
        return _("%(amount)s that was paid too much is on its way back to you")
    if is_done:
        return _("%(amount)s was sent back")
    return _("%(amount)s is on its way back to you")


def _note(money: MoneyBack) -> str:
    """Name the way, with its share where there are several, and the moment."""
    is_one = len(money.shares) == 1
    facts = [share.way if is_one else f"{share.way} ¥{share.amount}" for share in money.shares]
    if money.done_at:
        facts.append(f"{timezone.localtime(money.done_at):%Y-%m-%d %H:%M}")
    return " · ".join(facts)
