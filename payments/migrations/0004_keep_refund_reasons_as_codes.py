"""Refunds kept their reason in the language of who asked for them: make it a code."""

from django.db import migrations, models

# As the texts stood in the code and in its Chinese catalogue.
CODES = {
    "Order cancelled": "order_cancelled",
    "订单取消": "order_cancelled",
    "paid twice": "paid_twice",
}


def name(apps, schema_editor):
    refund_model = apps.get_model("payments", "Refund")
    for text, code in CODES.items():
        refund_model.objects.filter(reason=text).update(reason=code)


class Migration(migrations.Migration):

    dependencies = [("payments", "0003_label_what_staff_see")]

    operations = [
        migrations.AlterField(
            model_name="refund",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("order_cancelled", "order cancelled"),
                    ("late", "paid after the order was closed"),
                    ("paid_twice", "paid twice"),
                ],
                max_length=120,
                verbose_name="reason",
            ),
        ),
        migrations.RunPython(name, migrations.RunPython.noop),
    ]
