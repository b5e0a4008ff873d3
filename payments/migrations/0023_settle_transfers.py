from django.db import migrations

# What came by transfer is in the bank; until now it stood "at the gateway" until somebody entered
# a bank receipt for it. One entry moves what is left, once.
SETTLE = """
WITH left_over AS (
    SELECT sum(amount) AS amount FROM payments_ledgerposting
    WHERE account = 'clearing' AND party = 'transfer'
), entry AS (
    INSERT INTO payments_ledgerentry
        (kind, key, reference, subject, posting_count, happened_at, booked_at, actor_process)
    SELECT 'settlement', 'settlement:transfers', '', '', 2, now(), now(), 'payments.migration'
    FROM left_over WHERE amount <> 0
    ON CONFLICT (key) DO NOTHING
    RETURNING id
)
INSERT INTO payments_ledgerposting (entry_id, account, party, amount)
SELECT entry.id, side.account, side.party, side.amount
FROM entry, left_over
CROSS JOIN LATERAL (
    VALUES ('bank', '', left_over.amount), ('clearing', 'transfer', -left_over.amount)
) AS side (account, party, amount)
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0022_know_when_a_try_failed")]

    operations = [migrations.RunSQL(SETTLE, migrations.RunSQL.noop)]
