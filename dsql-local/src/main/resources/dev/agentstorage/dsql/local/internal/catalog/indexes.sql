-- Valid keys.
CREATE OR REPLACE FUNCTION dsql_local.check_indexes(relation oid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    allowed dsql_local.limits;
    declared_key_bytes CONSTANT integer := 2000;
    forbidden oid;
BEGIN
    SELECT * INTO allowed FROM dsql_local.limits;
    IF EXISTS (SELECT FROM pg_index WHERE indrelid = relation AND indnkeyatts > allowed.columns_per_key) THEN
        RAISE EXCEPTION USING ERRCODE = '54011',
            MESSAGE = format('more than %s column keys in an index are not supported', allowed.columns_per_key);
    END IF;
    -- The columns of an index are those of its own relation, expressions among them.
    SELECT t.base INTO forbidden
      FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indexrelid
     CROSS JOIN LATERAL dsql_local.base_type(a.atttypid) AS t (base)
     WHERE i.indrelid = relation
       AND (t.base = 'bytea'::regtype OR a.attnum <= i.indnkeyatts AND t.base IN ('json'::regtype, 'jsonb'::regtype))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '0A000',
            MESSAGE = format('datatype %s is not supported in a key', format_type(forbidden, NULL));
    END IF;
    -- The bound is in bytes, four for each character that the type allows.
    IF EXISTS (
        SELECT
          FROM pg_index i
          JOIN dsql_local.column_sizes(relation) c ON c.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
         WHERE i.indrelid = relation AND i.indisprimary AND c.type_name IN ('char', 'varchar')
           AND c.bound > declared_key_bytes * 4) THEN
        RAISE EXCEPTION USING ERRCODE = '54000',
            MESSAGE = format('key size greater than %s bytes not supported', declared_key_bytes);
    END IF;
    IF (SELECT count(*) FROM pg_index WHERE indrelid = relation) > allowed.indexes_per_table THEN
        RAISE EXCEPTION USING ERRCODE = '54000',
            MESSAGE = format('more than %s indexes per table are not allowed', allowed.indexes_per_table);
    END IF;
END
$$;

-- The endpoint passes the options of the statement, as '<job id>|<u or ->|<n or ->', and sends it without UNIQUE and
-- NULLS NOT DISTINCT. The index is complete and kept up to date from now on, so that new rows meet its uniqueness;
-- no query uses it, and the job checks the rows that existed before.
CREATE OR REPLACE FUNCTION dsql_local.submit_index(index_oid oid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    asked text[] := string_to_array(current_setting('dsql_local.job', true), '|');
BEGIN
    IF coalesce(asked[1], '') = '' THEN
        RETURN;
    END IF;
    PERFORM set_config('dsql_local.job', '', true);
    IF index_oid IS NULL THEN
        PERFORM dsql_local.add_job(
            asked[1], 'completed', 'INDEX_BUILD', 'pg_class'::regclass, NULL, NULL, NULL, NULL);
        RETURN;
    END IF;
    UPDATE pg_index
       SET indisvalid = false, indisunique = asked[2] = 'u', indnullsnotdistinct = asked[3] = 'n'
     WHERE indexrelid = index_oid;
    PERFORM dsql_local.add_job(
        asked[1], 'submitted', 'INDEX_BUILD', 'pg_class'::regclass, index_oid, n.nspname || '.' || c.relname,
        t.oid, tn.nspname || '.' || t.relname)
       FROM pg_index i
       JOIN pg_class c ON c.oid = i.indexrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_class t ON t.oid = i.indrelid
       JOIN pg_namespace tn ON tn.oid = t.relnamespace
      WHERE i.indexrelid = index_oid;
END
$$;
