from django.db import migrations

# An entry balances when the transaction ends, with just the postings that it announced, so that
# none can be added later either.
BALANCE = """
CREATE FUNCTION payments_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE TG_TABLE_NAME
        WHEN 'payments_ledgerentry' THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'entry_id')::bigint
    END;
    announced integer;
    booked integer;
    total numeric;
BEGIN
    SELECT posting_count INTO announced FROM payments_ledgerentry WHERE id = checked;
    SELECT count(*), coalesce(sum(amount), 0) INTO booked, total
        FROM payments_ledgerposting WHERE entry_id = checked;
    IF booked <> announced OR total <> 0 THEN
        RAISE EXCEPTION 'ledger entry % has % of % postings, which sum to %',
            checked, booked, announced, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_balances();

CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON payments_ledgerposting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_balances();
"""

FOREVER = """
CREATE FUNCTION payments_ledger_is_forever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is never edited, and nothing is deleted from it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_is_forever';
END $$;

CREATE TRIGGER entry_is_forever BEFORE UPDATE OR DELETE ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_forever();

CREATE TRIGGER posting_is_forever BEFORE UPDATE OR DELETE ON payments_ledgerposting
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_forever();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_add_the_ledger")]

    operations = [
        migrations.RunSQL(
            BALANCE,
            """
            DROP TRIGGER posting_balances ON payments_ledgerposting;
            DROP TRIGGER entry_balances ON payments_ledgerentry;
            DROP FUNCTION payments_entry_balances();
            """,
        ),
        migrations.RunSQL(
            FOREVER,
            """
            DROP TRIGGER posting_is_forever ON payments_ledgerposting;
            DROP TRIGGER entry_is_forever ON payments_ledgerentry;
            DROP FUNCTION payments_ledger_is_forever();
            """,
        ),
    ]
