"""Texts that quote policies: [[orders.payment_minutes]] reads 30 until an operator decides else."""

import re
from collections.abc import Mapping

from django.utils.html import escape

from shop.common.plain import to_plain
from shop.common.policies import Policies, policies, policy_groups

_QUOTE = re.compile(r"\[\[\s*([a-z_]+)\.([a-z_]+)\s*\]\]")


def unknown_policies(text: str) -> set[str]:
    """Return the names in a text that are no policies."""
    groups = _groups()
    return {
        f"{group}.{name}"
        for group, name in _QUOTE.findall(text)
        if group not in groups or name not in groups[group].fields
    }


def quote_policies(html: str) -> str:
    """Put what operators decided in the place of the policies' names."""
    groups = _groups()

    def said(found: "re.Match[str]") -> str:
        group = groups.get(found.group(1))
        if group is None or found.group(2) not in group.fields:
            return ""
        value = to_plain(getattr(policies(group), found.group(2)))
        return escape("、".join(map(str, value)) if isinstance(value, list) else str(value))

    return _QUOTE.sub(said, html)


def _groups() -> Mapping[str, type[Policies]]:
    return {group.group: group for group in policy_groups()}
