from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_keep_the_request_of_a_placement")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="counts_as_sold",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
