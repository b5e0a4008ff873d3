"""The headings of the help pages."""

from django.db import transaction

from marketing.models import HelpGroup
from marketing.selectors.articles import forget_reading
from shop.common.actors import Actor


@transaction.atomic
def save_help_group(*, group: HelpGroup, actor: Actor) -> HelpGroup:
    """Save a help group; the footer shows it at once."""
    del actor  # field changes by staff are kept by auditlog
    group.save()
    transaction.on_commit(forget_reading)
    return group
