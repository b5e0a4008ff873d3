from django.db import migrations

from shop.common.watching import watch, watch_site

OF_PRODUCTS = "SELECT 'product:' || number FROM changed"
BY_PRODUCT = """
    SELECT 'product:' || product.number FROM changed
    JOIN catalog_product product ON product.id = changed.product_id
"""
BY_SKU = """
    SELECT 'product:' || product.number FROM changed
    JOIN catalog_sku sku ON sku.id = changed.sku_id
    JOIN catalog_product product ON product.id = sku.product_id
"""
BY_SAYING = """
    SELECT 'product:' || product.number FROM changed
    JOIN catalog_productattribute said ON said.id = changed.productattribute_id
    JOIN catalog_product product ON product.id = said.product_id
"""
# What is counted without being decided by anybody; lists may show it a minute late.
COUNTED = ("sold_count", "rating", "rating_count", "version")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_add_outside_code"), ("common", "0010_count_changes")]

    operations = [
        watch_site("catalog_category"),
        watch_site("catalog_brand"),
        watch_site("catalog_tag"),
        watch_site("catalog_producttype"),
        watch_site("catalog_attribute"),
        watch_site("catalog_attributevalue"),
        watch(
            "catalog_listing",
            topics="SELECT 'shelf' FROM changed",
            ignoring=COUNTED,
            key="product_id",
        ),
        watch("catalog_product", topics=OF_PRODUCTS, ignoring=["updated_at"]),
        watch("catalog_productpicture", topics=BY_PRODUCT),
        watch("catalog_productattribute", topics=BY_PRODUCT),
        watch("catalog_productattribute_values", topics=BY_SAYING),
        watch("catalog_product_tags", topics=BY_PRODUCT),
        watch("catalog_sku", topics=BY_PRODUCT),
        watch("catalog_skuvalue", topics=BY_SKU),
        watch("catalog_skuprice", topics=BY_SKU),
    ]
