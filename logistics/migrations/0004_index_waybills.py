from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("logistics", "0003_tie_regions_to_their_template")]

    operations = [
        AddIndexConcurrently(
            "parcel",
            models.Index(
                fields=["waybill"], opclasses=["varchar_pattern_ops"], name="parcel_waybill"
            ),
        ),
    ]
