from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0038_keep_what_a_transfer_was_expected_to_be'),
    ]

    operations = [
        migrations.AlterField(
            model_name='refund',
            name='reason',
            field=models.CharField(blank=True, choices=[('order_cancelled', 'order cancelled'), ('late', 'paid after the order was closed'), ('paid_twice', 'paid twice'), ('other_amount', 'another amount than asked for'), ('not_needed', 'not needed for the order'), ('agreed', 'agreed with the customer'), ('at_gateway', "given back in the gateway's own pages")], max_length=120, verbose_name='reason'),
        ),
    ]
