from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0004_mark_paid_orders_as_counted")]

    operations = [
        AddIndexConcurrently("order", models.Index(fields=["paid_at"], name="order_paid")),
        AddIndexConcurrently("order", GinIndex(fields=["waybills"], name="order_waybills")),
        AddIndexConcurrently(
            "order",
            models.Index(
                fields=["outside_number"],
                condition=~models.Q(outside_number=""),
                name="order_outside",
            ),
        ),
    ]
