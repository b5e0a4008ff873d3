from django.db import migrations, models

from shop.common.watching import watch_site


class Migration(migrations.Migration):

    dependencies = [
        ('common', "0009_add_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=40)),
                ('count', models.PositiveBigIntegerField(db_default=1, default=1)),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'indexes': [models.Index(fields=['topic'], include=('count',), name='change_topic')],
            },
        ),
        watch_site("common_policyvalue"),
    ]
