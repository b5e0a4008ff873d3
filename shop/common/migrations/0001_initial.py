import django.db.models.deletion
from django.contrib.postgres.operations import (
    BtreeGinExtension,
    BtreeGistExtension,
    TrigramExtension,
)
import django.utils.timezone
from django.db import migrations, models


SEQUENCES = {
    "customer_number_seq": 1001,
    "product_number_seq": 1001,
    "order_number_seq": 100001,
    "shipment_number_seq": 100001,
    "wave_number_seq": 1001,
    "refund_number_seq": 100001,
}


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        BtreeGistExtension(),
        *(
            migrations.RunSQL(f"CREATE SEQUENCE {name} START {start}", f"DROP SEQUENCE {name}")
            for name, start in SEQUENCES.items()
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_key', models.CharField(max_length=80, verbose_name='actor')),
                ('operation', models.CharField(max_length=60, verbose_name='operation')),
                ('key', models.CharField(max_length=100, verbose_name='key')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='fingerprint of the request')),
                ('result', models.JSONField(blank=True, null=True, verbose_name='result')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
            ],
            options={
                'verbose_name': 'idempotency key',
                'verbose_name_plural': 'idempotency keys',
                'indexes': [models.Index(fields=['started_at'], name='idempotency_started')],
                'constraints': [models.UniqueConstraint(fields=('actor_key', 'operation', 'key'), name='idempotency_key_once'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('result__isnull', False), _connector='OR'), name='idempotency_finished_with_result')],
            },
        ),
        migrations.CreateModel(
            name='OutboxEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('payload', models.JSONField(verbose_name='payload')),
                ('occurred_at', models.DateTimeField(verbose_name='occurred at')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'indexes': [models.Index(fields=['name', '-occurred_at'], name='outbox_event_name'), models.Index(fields=['occurred_at'], name='outbox_event_occurred')],
            },
        ),
        migrations.CreateModel(
            name='OutboxDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscriber', models.CharField(max_length=160, verbose_name='subscriber')),
                ('state', models.CharField(choices=[('pending', 'pending'), ('done', 'done'), ('failed', 'failed')], default='pending', max_length=8, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='common.outboxevent')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['next_attempt_at'], name='outbox_delivery_due'), models.Index(condition=models.Q(('state', 'failed')), fields=['id'], name='outbox_delivery_failed')],
                'constraints': [models.UniqueConstraint(fields=('event', 'subscriber'), name='outbox_delivery_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='outbox_delivery_done_at')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='code')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'province'), (2, 'city'), (3, 'district')], verbose_name='level')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='common.region', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'region',
                'verbose_name_plural': 'regions',
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{6}$')), name='region_code_six_digits'), models.CheckConstraint(condition=models.Q(models.Q(('level', 1), ('parent__isnull', True)), models.Q(('level__in', [2, 3]), ('parent__isnull', False)), _connector='OR'), name='region_parent_by_level')],
            },
        ),
    ]
