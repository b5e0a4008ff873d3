from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0003_add_price_moments_to_listing")]

    operations = [
        AddIndexConcurrently("sku", models.Index(Upper("code"), name="sku_code_any_case")),
    ]
