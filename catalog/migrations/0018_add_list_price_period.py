from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0017_add_media_library")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="list_price_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="listing",
            name="list_price_to",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
