"""Who looked at personal data in clear."""

from shop.common.actors import Actor
from shop.common.models import RevealLog


def log_reveal(
    *, actor: Actor, subject: str, reference: str, fields: list[str], reason: str = ""
) -> RevealLog:
    """Write that somebody was shown these fields in clear; call it before they are shown.

    `subject` is the kind of thing ("orders.OrderReceiver"), `reference` its public number.
    """
    return RevealLog.objects.create(
        user_id=actor.user_id,
        process=actor.process,
        subject=subject,
        reference=reference,
        fields=", ".join(fields),
        reason=reason,
    )
