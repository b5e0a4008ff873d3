"""Page views, partitioned by day. A view has an identity, so that storing it twice changes nothing."""

from django.db import migrations

CREATE = """
CREATE TABLE analytics_page_view (
    day date NOT NULL,
    event_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    visitor varchar(32) NOT NULL,
    session varchar(32) NOT NULL,
    user_id bigint,
    path varchar(200) NOT NULL,
    page varchar(40) NOT NULL,
    source varchar(40) NOT NULL,
    campaign varchar(60) NOT NULL,
    product_id bigint,
    region_code varchar(6) NOT NULL,
    device varchar(10) NOT NULL,
    PRIMARY KEY (day, event_id),
    CONSTRAINT page_view_on_its_day CHECK (day = (at AT TIME ZONE 'Asia/Shanghai')::date)
) PARTITION BY RANGE (day);
CREATE INDEX page_view_product ON analytics_page_view (product_id, at) WHERE product_id IS NOT NULL;
CREATE TABLE analytics_page_view_default PARTITION OF analytics_page_view DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE analytics_page_view")]
