from django.db import migrations

from shop.common.watching import watch_site


class Migration(migrations.Migration):
    dependencies = [
        ("marketing", "0005_fill_home_page"),
        ("common", "0010_count_changes"),
    ]

    operations = [
        watch_site("marketing_banner"),
        watch_site("marketing_homeblock"),
        watch_site("marketing_articlepage", key="article_id"),
        watch_site("marketing_helpgroup"),
    ]
