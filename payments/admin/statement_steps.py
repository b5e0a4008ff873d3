"""What can be done about a statement, as a button."""

from django.utils.translation import gettext_lazy as _

from payments.models import Statement
from payments.services.finance_notices import PERMISSION
from payments.services.statements import fetch_again
from payments.tasks import reconcile_statement
from shop.common.actors import Actor
from shop.common.admin.steps import Step


def fetch_anew(*, statement_id: int) -> None:
    """Ask again for what failed, and compare once more."""
    fetch_again(statement_id=statement_id)
    reconcile_statement.delay(statement_id=statement_id)


def _run(*, statement_id: int, actor: Actor) -> Statement:
    fetch_anew(statement_id=statement_id)
    return Statement.objects.get(pk=statement_id)


STEPS = (
    Step[Statement](
        name="fetch",
        label=_("Fetch it again"),
        consequence=_("The gateway is asked once more, and what it writes is compared."),
        permission=PERMISSION,
        sources=frozenset({Statement.State.FAILED}),
        run=_run,
    ),
)
BY_NAME = {step.name: step for step in STEPS}
