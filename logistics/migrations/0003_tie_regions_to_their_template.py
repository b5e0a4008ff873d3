from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("logistics", "0002_wall_the_freight")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE logistics_freightzoneregion
                ADD CONSTRAINT zone_region_of_template FOREIGN KEY (zone_id, template_id)
                REFERENCES logistics_freightzone (id, template_id)
                DEFERRABLE INITIALLY DEFERRED;
            """,
            "ALTER TABLE logistics_freightzoneregion DROP CONSTRAINT zone_region_of_template;",
        )
    ]
