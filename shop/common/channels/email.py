"""E-mail by Django's backend."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage

from shop.common.channels.results import Outcome, Result
from shop.common.transport import refuse_inside_transaction

_PERMANENT = 500


def send_email(*, address: str, subject: str, body: str, message_id: str) -> Result:
    """Send one mail. An unclear failure counts as not sent: a mail may come twice."""
    refuse_inside_transaction()
    mail = EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[address],
        headers={"X-Message-Reference": message_id},
    )
    try:
        mail.send()
    except SMTPRecipientsRefused:
        return Result(outcome=Outcome.REFUSED, error_code="recipient refused")
    except (SMTPDataError, SMTPResponseException) as refusal:
        is_final = refusal.smtp_code >= _PERMANENT
        outcome = Outcome.REFUSED if is_final else Outcome.NOT_SENT
        return Result(outcome=outcome, error_code=str(refusal.smtp_code))
    except OSError as failure:
        return Result(outcome=Outcome.NOT_SENT, error_code=type(failure).__name__)
    return Result(outcome=Outcome.SENT)
