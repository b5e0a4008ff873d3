from django.db import migrations

from shop.common.watching import watch, watch_site

BY_SKU = """
    SELECT 'product:' || product.number FROM changed
    JOIN catalog_sku sku ON sku.id = changed.sku_id
    JOIN catalog_product product ON product.id = sku.product_id
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_guard_the_ledger"), ("common", "0010_count_changes")]

    operations = [
        watch_site("inventory_warehouse"),
        watch("inventory_stocklevel", topics=BY_SKU, ignoring=["pending", "bin_id"]),
    ]
