from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # the shop sells on while the index is built

    dependencies = [("catalog", "0021_label_what_staff_see")]

    operations = [
        AddIndexConcurrently("listing", GinIndex(fields=["tags"], name="listing_tags")),
    ]
