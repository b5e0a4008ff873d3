from django.db import migrations

from shop.common.watching import watch


class Migration(migrations.Migration):
    dependencies = [("catalog", "0027_mark_what_was_approved")]

    operations = [watch("catalog_searchword", topics="SELECT 'shelf' FROM changed")]
