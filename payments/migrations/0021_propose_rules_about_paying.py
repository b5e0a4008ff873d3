from django.db import migrations
from django.utils import timezone

FIRST = (
    ("account_failures", 40, {"minutes": 60, "most": 5}, False),
    ("device_failures", 40, {"minutes": 60, "most": 6}, False),
    ("ip_failures", 20, {"minutes": 60, "most": 20}, False),
    ("browser_orders", 20, {"minutes": 30, "most": 12}, False),
    ("browser_accounts", 20, {"days": 1, "accounts": 8}, False),
)


def propose(apps, schema_editor):
    """Let a new shop begin with them; where orders were assessed before, people decide first."""
    rules = apps.get_model("payments", "RiskRule")
    is_new = not apps.get_model("payments", "RiskAssessment").objects.exists()
    now = timezone.now()
    rules.objects.bulk_create(
        rules(
            kind=kind, points=points, params=params, marks_suspect=marks_suspect, created_at=now,
            state="active" if is_new else "draft", enforced_at=now if is_new else None,
        )
        for kind, points, params, marks_suspect in FIRST
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("payments", "0020_keep_decisions_at_payment")]

    operations = [migrations.RunPython(propose, migrations.RunPython.noop)]
