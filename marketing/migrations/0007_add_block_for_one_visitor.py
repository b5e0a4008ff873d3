"""Give home pages the block that is chosen for each visitor, at their end."""

from django.db import migrations, models

_STEP = 10


def add(apps, schema_editor):
    block_model = apps.get_model("marketing", "HomeBlock")
    last = block_model.objects.aggregate(last=models.Max("position"))["last"]
    if last is not None:
        block_model.objects.create(kind="for_you", position=last + _STEP)


def remove(apps, schema_editor):
    apps.get_model("marketing", "HomeBlock").objects.filter(kind="for_you").delete()


class Migration(migrations.Migration):

    dependencies = [("marketing", "0006_count_changes")]

    operations = [
        migrations.AlterField(
            model_name="homeblock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hero", "banners, with categories and member card"),
                    ("categories", "categories"),
                    ("promises", "promises"),
                    ("flash_sale", "flash sale"),
                    ("ranking", "sold most"),
                    ("floor", "floor of a category"),
                    ("pictures", "row of pictures"),
                    ("new", "new arrivals"),
                    ("articles", "announcements and articles"),
                    ("for_you", "chosen for the visitor"),
                    ("text", "text"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(add, remove),
    ]
