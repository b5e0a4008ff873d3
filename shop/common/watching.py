"""For migrations: have the database count the changes of a table (`shop.common.freshness`)."""

from collections.abc import Sequence

from django.db.migrations import RunSQL

# A change of many rows is one change of its topics; rows that were written but stayed the same are
# none. `changed` holds the old and the new state of the rows.
_FUNCTION = """
CREATE FUNCTION {table}_tells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO common_change (topic, count)
        WITH changed AS (SELECT * FROM new_rows) {count};
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO common_change (topic, count)
        WITH changed AS (SELECT * FROM old_rows) {count};
    ELSE
        INSERT INTO common_change (topic, count)
        WITH differing AS (
            SELECT {key} FROM new_rows JOIN old_rows USING ({key})
            WHERE to_jsonb(new_rows) - ARRAY[{ignored}]::text[]
                IS DISTINCT FROM to_jsonb(old_rows) - ARRAY[{ignored}]::text[]
        ), changed AS (
            SELECT * FROM new_rows WHERE {key} IN (SELECT {key} FROM differing)
            UNION ALL
            SELECT * FROM old_rows WHERE {key} IN (SELECT {key} FROM differing)
        ) {count};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_tells_new AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_tells();
CREATE TRIGGER {table}_tells AFTER UPDATE ON {table}
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_tells();
CREATE TRIGGER {table}_tells_gone AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_tells();
"""
_COUNT = "SELECT topic, 1 FROM ({topics}) AS told(topic) WHERE topic IS NOT NULL GROUP BY topic"


def watch(table: str, *, topics: str, ignoring: Sequence[str] = (), key: str = "id") -> RunSQL:
    """Return the operation that has a table count its changes.

    `topics` selects the topics from the rows of `changed`, such as
    `SELECT 'site' FROM changed`; a change of columns in `ignoring` alone counts for nothing.
    """
    ignored = ", ".join(f"'{column}'" for column in ignoring)
    count = _COUNT.format(topics=topics)
    return RunSQL(
        _FUNCTION.format(table=table, count=count, key=key, ignored=ignored),
        f"DROP FUNCTION {table}_tells() CASCADE",
    )


def watch_site(table: str, *, key: str = "id") -> RunSQL:
    """Return the operation for a table whose rows may show on every page."""
    return watch(table, topics="SELECT 'site' FROM changed", key=key)
