"""What the page of a report shows."""

from decimal import Decimal
from typing import Any

from analytics.admin.cards import Card, cards
from analytics.documents.report_table import report_table
from analytics.measures import MEASURES, REPORT, Unit, shown
from analytics.models import Report


def report_context(report: Report) -> dict[str, Any]:
    """Return the table in words, the cards against the period before, and the best sellers."""
    table = report_table(report)
    found: list[Card] = cards(REPORT, table.whole, table.before)
    return {
        "owner": table.owner,
        "cards": found,
        "heads": [MEASURES[key] for key in REPORT],
        "rows": [
            {
                "label": row.label,
                "is_sum": row.is_sum,
                "cells": [shown(MEASURES[key].unit, row.values[key]) for key in REPORT],
            }
            for row in table.rows
        ],
        "best_sellers": [
            (seller, shown(Unit.YUAN, Decimal(str(seller["amount"]))))
            for seller in table.best_sellers
        ],
    }
