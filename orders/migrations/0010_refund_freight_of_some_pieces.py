from django.db import migrations, models


def remember_freight(apps, _schema_editor):
    apps.get_model("orders", "LineRefund").objects.filter(freight__gt=0).update(with_freight=True)


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_refund_lines")]

    operations = [
        migrations.AddField(
            model_name="linerefund",
            name="with_freight",
            field=models.BooleanField(default=False, verbose_name="with freight"),
        ),
        migrations.RunPython(remember_freight, migrations.RunPython.noop),
    ]
