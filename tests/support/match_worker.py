"""A worker that compares one statement: `python -m tests.support.match_worker STATEMENT`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings_test")
django.setup()

from payments.services.reconciliation import match_statement  # noqa: E402  only now with settings

if __name__ == "__main__":
    match_statement(statement_id=int(sys.argv[1]))
