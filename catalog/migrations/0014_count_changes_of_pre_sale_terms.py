from django.db import migrations

from shop.common.watching import watch

BY_PRODUCT = """
    SELECT 'product:' || product.number FROM changed
    JOIN catalog_product product ON product.id = changed.product_id
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_widen_search")]

    operations = [watch("catalog_presaleterms", topics=BY_PRODUCT, key="product_id")]
