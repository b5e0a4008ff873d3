from django.db import migrations

# As catalog.selectors.listing_rows has it: the list price of the cheapest active SKU.
FILL = """
    UPDATE catalog_listing AS row
    SET list_price_from = cheapest.valid_from, list_price_to = cheapest.valid_to
    FROM (
        SELECT DISTINCT ON (sku.product_id)
            sku.product_id, listed.valid_from, listed.valid_to
        FROM catalog_sku sku
        JOIN catalog_skuprice sale ON sale.sku_id = sku.id AND sale.kind = 'sale'
            AND sale.valid_from <= statement_timestamp()
            AND (sale.valid_to IS NULL OR sale.valid_to > statement_timestamp())
        LEFT JOIN catalog_skuprice listed ON listed.sku_id = sku.id AND listed.kind = 'list'
            AND listed.valid_from <= statement_timestamp()
            AND (listed.valid_to IS NULL OR listed.valid_to > statement_timestamp())
        WHERE sku.is_active
        ORDER BY sku.product_id, sale.amount, sku.id
    ) AS cheapest
    WHERE row.product_id = cheapest.product_id AND row.list_price IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0018_add_list_price_period")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
