"""The blocks of the home page say where floors stand: marketing moved them there before."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0008_add_seo_words"),
    ]

    operations = [
        migrations.RemoveField(model_name="category", name="floor_position"),
    ]
