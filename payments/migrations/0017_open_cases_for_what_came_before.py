"""Money that nobody owed and that came before there were cases: nobody has said why it came."""

from django.db import migrations


def open_cases(apps, _schema_editor):
    refunds = apps.get_model("payments", "Refund").objects
    refunds.filter(reason__in=["late", "paid_twice"], case="none").update(case="open")


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0016_open_cases_of_excess_money'),
    ]

    operations = [migrations.RunPython(open_cases, migrations.RunPython.noop)]
