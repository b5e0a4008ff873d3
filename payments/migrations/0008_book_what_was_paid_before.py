from django.db import migrations

# What was captured and refunded before there was a ledger, under the keys that the services use.
# Each statement writes both sides of the movements that are not booked yet.
WRITE = """
WITH moved AS ({moved}), entries AS (
    INSERT INTO payments_ledgerentry
        (kind, key, reference, subject, posting_count, happened_at, booked_at, actor_process)
    SELECT '{kind}', key, reference, subject, 2, happened_at, now(), 'payments.migration' FROM moved
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key
)
INSERT INTO payments_ledgerposting (entry_id, account, party, amount)
SELECT entries.id, side.account, side.party, side.amount
FROM entries JOIN moved USING (key)
CROSS JOIN LATERAL (VALUES {sides}) AS side (account, party, amount)
"""

CUSTOMER = "('customer', moved.customer, {sign}moved.amount)"
CLEARING = "('clearing', moved.gateway, {sign}moved.amount)"
IN_TRANSIT = "('in_transit', moved.gateway, {sign}moved.amount)"

CAPTURES = """
SELECT 'capture:' || attempt.id AS key, plan.reference, attempt.out_trade_no AS subject,
    attempt.captured_at AS happened_at, plan.customer_id::text AS customer, attempt.gateway,
    attempt.captured_amount AS amount
FROM payments_paymentattempt attempt
JOIN payments_payment payment ON payment.id = attempt.payment_id
JOIN payments_paymentplan plan ON plan.id = payment.plan_id
WHERE attempt.state = 'captured'
"""

PARTS = """
SELECT {key} AS key, plan.reference, part.out_request_no AS subject, {at} AS happened_at,
    plan.customer_id::text AS customer, attempt.gateway, part.amount
FROM payments_refundpart part
JOIN payments_refund refund ON refund.id = part.refund_id
JOIN payments_paymentplan plan ON plan.id = refund.plan_id
JOIN payments_paymentattempt attempt ON attempt.id = part.attempt_id
"""

SENT = PARTS.format(key="'refund_sent:' || part.id || ':1'", at="refund.created_at")
DONE = PARTS.format(key="'refund_done:' || part.id", at="part.done_at") + "WHERE part.state = 'done'"
# When a part failed stands in the history alone.
FAILED = (
    PARTS.format(
        key="'refund_failed:' || part.id || ':1'",
        at="""coalesce((
            SELECT max(history.at) FROM payments_paymenthistory history
            WHERE history.axis = 'refund_part' AND history.subject = part.out_request_no
                AND history.to_state = 'failed'
        ), refund.created_at)""",
    )
    + "WHERE part.state = 'failed'"
)


def written(kind: str, moved: str, to: str, by: str) -> str:
    sides = f"{to.format(sign='')}, {by.format(sign='-')}"
    return WRITE.format(kind=kind, moved=moved, sides=sides)


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_guard_the_ledger")]

    operations = [
        migrations.RunSQL(written("capture", CAPTURES, CLEARING, CUSTOMER), migrations.RunSQL.noop),
        migrations.RunSQL(written("refund_sent", SENT, CUSTOMER, IN_TRANSIT), migrations.RunSQL.noop),
        migrations.RunSQL(written("refund_done", DONE, IN_TRANSIT, CLEARING), migrations.RunSQL.noop),
        migrations.RunSQL(
            written("refund_failed", FAILED, IN_TRANSIT, CUSTOMER), migrations.RunSQL.noop
        ),
    ]
