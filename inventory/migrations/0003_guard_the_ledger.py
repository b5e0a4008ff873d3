from django.db import migrations

# A level's on_hand changes with a movement or the commit fails; the chain of movements has no gap; and a
# movement stays as it was booked (only its links to a bin or a person may be emptied).
LEDGER = """
CREATE FUNCTION inventory_ledger_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE TG_TABLE_NAME
        WHEN 'inventory_stocklevel' THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'level_id')::bigint
    END;
    counted integer;
    booked integer;
BEGIN
    SELECT on_hand INTO counted FROM inventory_stocklevel WHERE id = checked;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT after INTO booked FROM inventory_stockmovement
        WHERE level_id = checked ORDER BY id DESC LIMIT 1;
    IF counted <> coalesce(booked, 0) THEN
        RAISE EXCEPTION 'stock level % has % on hand, its ledger says %', checked, counted, coalesce(booked, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'level_equals_ledger';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER level_equals_ledger_new AFTER INSERT ON inventory_stocklevel
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.on_hand <> 0) EXECUTE FUNCTION inventory_ledger_holds();

CREATE CONSTRAINT TRIGGER level_equals_ledger AFTER UPDATE OF on_hand ON inventory_stocklevel
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.on_hand <> NEW.on_hand) EXECUTE FUNCTION inventory_ledger_holds();

CREATE CONSTRAINT TRIGGER movement_equals_level AFTER INSERT ON inventory_stockmovement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inventory_ledger_holds();
"""

CHAIN = """
CREATE FUNCTION inventory_movement_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last integer;
BEGIN
    SELECT after INTO last FROM inventory_stockmovement
        WHERE level_id = NEW.level_id AND id < NEW.id ORDER BY id DESC LIMIT 1;
    IF NEW.before <> coalesce(last, 0) THEN
        RAISE EXCEPTION 'a movement of stock level % begins at %, the last one ended at %',
            NEW.level_id, NEW.before, coalesce(last, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_follows';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER movement_follows AFTER INSERT ON inventory_stockmovement
    FOR EACH ROW EXECUTE FUNCTION inventory_movement_follows();
"""

FOREVER = """
CREATE FUNCTION inventory_movement_is_forever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.level_id, NEW.kind, NEW.quantity, NEW.before, NEW.after, NEW.at,
        NEW.cause, NEW.reference, NEW.batch, NEW.actor_process)
        IS NOT DISTINCT FROM (OLD.level_id, OLD.kind, OLD.quantity, OLD.before, OLD.after, OLD.at,
        OLD.cause, OLD.reference, OLD.batch, OLD.actor_process)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'stock movements are never edited or deleted'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_is_forever';
END $$;

CREATE TRIGGER movement_is_forever BEFORE UPDATE OR DELETE ON inventory_stockmovement
    FOR EACH ROW EXECUTE FUNCTION inventory_movement_is_forever();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_wall_the_ledger")]

    operations = [
        migrations.RunSQL(
            LEDGER,
            """
            DROP TRIGGER movement_equals_level ON inventory_stockmovement;
            DROP TRIGGER level_equals_ledger ON inventory_stocklevel;
            DROP TRIGGER level_equals_ledger_new ON inventory_stocklevel;
            DROP FUNCTION inventory_ledger_holds();
            """,
        ),
        migrations.RunSQL(
            CHAIN,
            """
            DROP TRIGGER movement_follows ON inventory_stockmovement;
            DROP FUNCTION inventory_movement_follows();
            """,
        ),
        migrations.RunSQL(
            FOREVER,
            """
            DROP TRIGGER movement_is_forever ON inventory_stockmovement;
            DROP FUNCTION inventory_movement_is_forever();
            """,
        ),
    ]
