import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load(apps, schema_editor):
    for model, name in (("Claim", "claims.csv"), ("ClaimException", "harmless_phrases.csv")):
        manager = apps.get_model("catalog", model).objects
        manager.bulk_create([manager.model(**row) for row in rows(name)], ignore_conflicts=True)


def unload(apps, schema_editor):
    for model in ("Claim", "ClaimException"):
        apps.get_model("catalog", model).objects.all()._raw_delete(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_add_claims")]

    operations = [migrations.RunPython(load, unload)]
