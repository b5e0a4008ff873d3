"""Rules of risk as staff read them."""

from django.utils.translation import gettext as _

from payments.models import RiskRule
from payments.risk.registry import KINDS


def params_in_words(rule: RiskRule) -> list[tuple[str, str]]:
    """Return the parameters of a rule with their labels."""
    kind = KINDS.get(rule.kind)
    if kind is None:
        return [(name, str(value)) for name, value in rule.params.items()]
    return [
        (str(field.label), _said(rule.params.get(name, field.default)))
        for name, field in kind.params.fields.items()
    ]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
