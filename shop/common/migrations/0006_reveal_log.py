import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0005_provider_account'),
    ]

    operations = [
        migrations.CreateModel(
            name='RevealLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('process', models.CharField(blank=True, max_length=60, verbose_name='process')),
                ('subject', models.CharField(max_length=60, verbose_name='what')),
                ('reference', models.CharField(max_length=80, verbose_name='reference')),
                ('fields', models.CharField(max_length=200, verbose_name='fields')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'reveal',
                'verbose_name_plural': 'reveals',
                'indexes': [models.Index(fields=['subject', 'reference'], name='reveal_subject'), models.Index(fields=['-at'], name='reveal_at')],
            },
        ),
    ]
