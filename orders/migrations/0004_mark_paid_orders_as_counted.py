from django.db import migrations

BATCH = 5000


def mark_paid_orders(apps, schema_editor):
    """Every paid order was counted when its payment came; cancelled ones were never taken back."""
    orders = apps.get_model("orders", "Order").objects.filter(
        paid_at__isnull=False, counts_as_sold=False
    )
    while ids := list(orders.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        orders.filter(pk__in=ids).update(counts_as_sold=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0003_add_counts_as_sold")]

    operations = [migrations.RunPython(mark_paid_orders, migrations.RunPython.noop)]
