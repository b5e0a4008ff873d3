"""What whoever imports may change: a column asks for the rights that its form would ask for."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from shop.common.importers import Importer, Problem, Row
from shop.common.models import ImportJob


def rights_in(*, job: ImportJob) -> Callable[[str], bool]:
    """Return the question whether whoever is responsible for an import has a right.

    A process may do everything; somebody who is gone may do nothing.
    """
    if job.actor_user is None:
        return lambda _right: bool(job.actor_process)
    return job.actor_user.has_perm


def permitted(
    *, rows: Iterable[Row], importer: Importer, may: Callable[[str], bool]
) -> tuple[list[Row], list[Problem]]:
    """Part the rows that somebody may import from those that say more than he may."""
    closed = {
        column.name: column.title
        for column in importer.columns
        if not all(map(may, column.permissions))
    }
    good: list[Row] = []
    problems: list[Problem] = []
    for row in rows:
        names = closed.keys() & row.values.keys()
        if names:
            problems += [_refusal(row, name, closed[name]) for name in sorted(names)]
        else:
            good.append(row)
    return good, problems


def _refusal(row: Row, name: str, title: str) -> Problem:
    reason = _("You have no right to change this: %(name)s.") % {"name": title}
    return Problem(row=row.number, column=name, value=str(row.values[name]), reason=reason)
