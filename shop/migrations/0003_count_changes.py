from django.db import migrations

from shop.common.watching import watch_site


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_add_licence_favicon_and_dead_links"), ("common", "0010_count_changes")]

    operations = [watch_site("shop_sitesettings")]
