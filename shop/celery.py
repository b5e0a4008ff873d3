"""The Celery app and its clock: every periodic task of the shop stands in this one table."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("kaidian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["shop.common"])

SCHEDULE: dict[str, dict[str, Any]] = {
    "list-due-products": {"task": "catalog.tasks.list_due_products", "schedule": 20.0},
    "take-down-unqualified": {
        "task": "catalog.tasks.take_down_unqualified",
        "schedule": crontab(minute="*/5"),
    },
    "flag-claims": {
        "task": "catalog.tasks.flag_claims",
        "schedule": crontab(hour=4, minute=25),
    },
    "warn-of-qualifications": {
        "task": "catalog.tasks.warn_of_qualifications",
        "schedule": crontab(hour=9, minute=5),
    },
    "follow-planned-prices": {"task": "catalog.tasks.follow_planned_prices", "schedule": 5.0},
    "publish-due-articles": {
        "task": "marketing.tasks.publish_due_articles",
        "schedule": 20.0,
    },
    "renew-search-words": {
        "task": "catalog.tasks.renew_search_words",
        "schedule": crontab(minute="*/20"),
    },
    "sweep-media": {"task": "catalog.tasks.sweep_media", "schedule": 60.0},
    "sweep-outbox": {"task": "shop.common.tasks.sweep_outbox", "schedule": 10.0},
    "sweep-messages": {"task": "shop.common.tasks.sweep_messages", "schedule": 20.0},
    "sweep-imports": {"task": "shop.common.tasks.sweep_imports", "schedule": 30.0},
    "query-payments": {"task": "payments.tasks.query_due_attempts", "schedule": 10.0},
    "prune-risk": {"task": "payments.tasks.prune_risk", "schedule": crontab(hour=4, minute=15)},
    "prune-notifications": {
        "task": "payments.tasks.prune_notifications",
        "schedule": crontab(hour=4, minute=45),
    },
    "sweep-risk-trials": {"task": "payments.tasks.sweep_trials", "schedule": 60.0},
    "query-parcels": {"task": "logistics.tasks.query_due_parcels", "schedule": 30.0},
    "sweep-refunds": {"task": "payments.tasks.sweep_refund_parts", "schedule": 20.0},
    "reconcile-statements": {
        "task": "payments.tasks.reconcile_due_statements",
        "schedule": 300.0,
    },
    "prune-statement-lines": {
        "task": "payments.tasks.prune_statement_lines",
        "schedule": crontab(hour=4, minute=35),
    },
    "sweep-stock": {"task": "inventory.tasks.sweep_stock", "schedule": 60.0},
    "audit-books": {"task": "shop.tasks.audit_books", "schedule": crontab(hour=3, minute=30)},
    "check-links": {"task": "shop.tasks.check_links", "schedule": crontab(hour=4, minute=50)},
    "ask-outside-links": {
        "task": "shop.tasks.ask_outside_links",
        "schedule": crontab(minute="*/10"),
    },
    "prune-media": {"task": "shop.tasks.prune_media", "schedule": crontab(hour=4, minute=40)},
    "close-unpaid-orders": {"task": "orders.tasks.close_unpaid_orders", "schedule": 20.0},
    "remind-of-undecided": {
        "task": "orders.tasks.remind_of_undecided_orders",
        "schedule": 600.0,
    },
    "receive-due-orders": {"task": "orders.tasks.receive_due_orders", "schedule": 600.0},
    "prune-guest-carts": {
        "task": "orders.tasks.prune_guest_carts",
        "schedule": crontab(hour=4, minute=30),
    },
    "count-goods-bought-together": {
        "task": "orders.tasks.count_goods_bought_together",
        "schedule": crontab(hour=3, minute=50),
    },
    "show-due-reviews": {"task": "marketing.tasks.show_due_reviews", "schedule": 300.0},
    "flag-goods": {"task": "analytics.tasks.flag_goods", "schedule": crontab(minute=15)},
    "flush-page-views": {"task": "analytics.tasks.flush_page_views", "schedule": 5.0},
    "compute-figures": {"task": "analytics.tasks.compute_days_due", "schedule": 600.0},
    "make-reports": {
        # The first run after midnight makes them; the later ones only what was missed.
        "task": "analytics.tasks.make_due_reports",
        "schedule": crontab(minute=30),
    },
    "keep-page-view-parts": {
        "task": "analytics.tasks.keep_page_view_parts",
        "schedule": crontab(hour=3, minute=40),
    },
    "compact-changes": {"task": "shop.common.tasks.compact_changes", "schedule": 60.0},
    "prune-outbox": {
        "task": "shop.common.tasks.prune_outbox",
        "schedule": crontab(hour=4, minute=10),
    },
    "prune-password-tries": {
        "task": "customers.tasks.prune_password_tries",
        "schedule": crontab(minute=25),
    },
    "prune-files": {
        "task": "shop.common.tasks.prune_files",
        "schedule": crontab(hour=4, minute=40),
    },
    "prune-idempotency": {
        "task": "shop.common.tasks.prune_idempotency",
        "schedule": crontab(hour=4, minute=20),
    },
}

# A sweep nobody took is overtaken by the next: a worker that comes back finds one, not a heap.
for entry in SCHEDULE.values():
    if isinstance(entry["schedule"], float):
        entry.setdefault("options", {"expires": entry["schedule"]})

# Set, never read here: reading app.conf loads the settings, and importing `shop` must not.
app.conf.beat_schedule = SCHEDULE
