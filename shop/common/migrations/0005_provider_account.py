import django.db.models.deletion
import shop.common.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0004_policy_value'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=40, unique=True, verbose_name='provider')),
                ('is_enabled', models.BooleanField(default=False, verbose_name='enabled')),
                ('settings', models.JSONField(blank=True, default=dict, verbose_name='settings')),
                ('secrets', shop.common.encryption.EncryptedTextField(blank=True, verbose_name='secrets')),
                ('changed_by_process', models.CharField(blank=True, max_length=60, verbose_name='process')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'provider account',
                'verbose_name_plural': 'provider accounts',
            },
        ),
    ]
