import django.db.models.deletion
import django.utils.timezone
import shop.common.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0002_load_regions'),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('email', 'e-mail'), ('in_site', 'in-site message')], max_length=8, verbose_name='channel')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='body')),
                ('sms_template', models.CharField(blank=True, max_length=40, verbose_name='SMS template')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'message template',
                'verbose_name_plural': 'message templates',
                'constraints': [models.UniqueConstraint(fields=('kind', 'channel', 'language'), name='message_template_once')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('email', 'e-mail'), ('in_site', 'in-site message')], max_length=8, verbose_name='channel')),
                ('address', shop.common.encryption.EncryptedTextField(blank=True, verbose_name='address')),
                ('address_index', models.CharField(blank=True, max_length=32)),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='body')),
                ('template', models.CharField(blank=True, max_length=40, verbose_name='SMS template')),
                ('params', models.JSONField(blank=True, default=dict, verbose_name='parameters')),
                ('link', models.CharField(blank=True, max_length=500, verbose_name='link')),
                ('is_secret', models.BooleanField(default=False, verbose_name='holds a secret')),
                ('dedup_key', models.CharField(max_length=160, verbose_name='de-duplication key')),
                ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'sending'), ('sent', 'sent'), ('failed', 'failed'), ('unknown', 'outcome unknown'), ('cancelled', 'cancelled')], default='queued', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt at')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='claimed at')),
                ('provider_id', models.CharField(blank=True, max_length=80, verbose_name="provider's number")),
                ('error_code', models.CharField(blank=True, max_length=120, verbose_name='error code')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_attempt_at'], name='message_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='message_in_flight'), models.Index(condition=models.Q(('channel', 'in_site')), fields=['recipient', '-created_at', '-id'], name='message_inbox'), models.Index(fields=['address_index', '-created_at'], name='message_address'), models.Index(fields=['state', '-created_at'], name='message_state')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'dedup_key'), name='message_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='message_sent_at'), models.CheckConstraint(condition=models.Q(('is_secret', False), models.Q(('body', ''), ('params', {})), _connector='OR'), name='message_keeps_no_secret')],
            },
        ),
    ]
