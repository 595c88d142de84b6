-- Empties the tables of the clients. A table without a page has no row and none that is about to be committed: it is
-- skipped, so that the cost depends on the tables that were used.
DO $$
DECLARE
    used_tables text;
    one_sequence regclass;
BEGIN
    SELECT string_agg(c.oid::regclass::text, ', ' ORDER BY c.oid) INTO used_tables
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND pg_catalog.pg_relation_size(c.oid) > 0
       AND n.nspname NOT IN ('information_schema', 'dsql_local', 'sys') AND n.nspname NOT LIKE 'pg\_%';
    IF used_tables IS NOT NULL THEN
        EXECUTE 'TRUNCATE ' || used_tables || ' CASCADE';
    END IF;
    FOR one_sequence IN
        SELECT c.oid::regclass
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'S' AND c.relpersistence = 'p'
           AND n.nspname NOT IN ('information_schema', 'dsql_local', 'sys') AND n.nspname NOT LIKE 'pg\_%'
         ORDER BY c.oid
    LOOP
        EXECUTE 'ALTER SEQUENCE ' || one_sequence || ' RESTART';
    END LOOP;
END
$$
