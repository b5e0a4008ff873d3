from django.db import migrations
from django.utils import timezone

# What a shop begins with; staff change it. Thresholds: 40 asks for a code, 60 holds, 100 refuses.
FIRST = (
    ("blacklist", 60, {}, False),
    ("account_orders", 40, {"minutes": 10, "most": 5}, False),
    ("device_orders", 40, {"minutes": 30, "most": 6}, False),
    ("ip_orders", 20, {"minutes": 10, "most": 30}, False),
    ("address_orders", 20, {"minutes": 60, "most": 10}, False),
    ("phone_orders", 20, {"minutes": 60, "most": 10}, False),
    ("device_accounts", 40, {"days": 1, "accounts": 4}, True),
    ("address_accounts", 30, {"days": 7, "accounts": 6}, True),
    ("phone_accounts", 30, {"days": 7, "accounts": 5}, True),
    ("newcomer_offers", 60, {"days": 30, "accounts": 3}, True),
    ("amount_jump", 30, {"times": 5, "least": "2000.00", "orders": 3}, False),
    ("large_first_order", 20, {"least": "5000.00"}, False),
    ("many_returns", 30, {"least": 3, "percent": 50}, False),
    ("other_region", 10, {"counts_habit": True}, False),
)


def enforce(apps, schema_editor):
    rules = apps.get_model("payments", "RiskRule")
    now = timezone.now()
    rules.objects.bulk_create(
        rules(
            kind=kind, points=points, params=params, marks_suspect=marks_suspect,
            state="active", created_at=now, enforced_at=now,
        )
        for kind, points, params, marks_suspect in FIRST
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_keep_decisions_as_they_were")]

    operations = [migrations.RunPython(enforce, migrations.RunPython.noop)]
