import csv
from pathlib import Path

from django.db import migrations

REGIONS = Path(__file__).resolve().parent.parent / "data" / "regions_cn.csv"


def load(apps, schema_editor):
    Region = apps.get_model("common", "Region")
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["level"])
    Region.objects.bulk_create(
        Region(
            code=row["code"],
            level=int(row["level"]),
            parent_id=row["parent"] or None,
            name=row["name"],
        )
        for row in rows
    )


def unload(apps, schema_editor):
    Region = apps.get_model("common", "Region")
    # Without collecting: other apps' tables may be gone on the way back.
    Region.objects.all()._raw_delete(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
