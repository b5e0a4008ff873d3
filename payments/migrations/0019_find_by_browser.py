from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the shop sells on while the index is built

    dependencies = [("payments", "0018_assess_ways_of_paying")]

    operations = [
        AddIndexConcurrently(
            "riskassessment",
            models.Index(
                fields=["browser_key", "at"],
                name="risk_browser",
                condition=models.Q(("browser_key", ""), _negated=True),
            ),
        ),
    ]
