import ast
from pathlib import Path

import pytest

from deploy.local.home import CLONE

APPS = [
    "shop",
    "analytics",
    "orders",
    "logistics",
    "marketing",
    "payments",
    "inventory",
    "catalog",
    "customers",
]


def modules() -> list[Path]:
    """Return every module of the shop, migrations apart, relative to the clone."""
    found = [path for app in APPS for path in (CLONE / app).rglob("*.py")]
    return sorted(path.relative_to(CLONE) for path in found if "migrations" not in path.parts)


def tree(module: Path) -> ast.Module:
    return ast.parse((CLONE / module).read_text())


def refuse(findings: list[str], advice: str) -> None:
    if findings:
        pytest.fail("\n".join([advice, *findings]), pytrace=False)
