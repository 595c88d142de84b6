-- Rows that were locked FOR UPDATE count as changed when their transaction commits. These functions give them a new
-- version with the same content, which a transaction with an older snapshot meets.

-- Who has locked which rows of a table, of PostgreSQL's own module pgrowlocks.
CREATE OR REPLACE FUNCTION dsql_local.row_locks(
    relation text,
    OUT locked_row tid, OUT locker xid, OUT multi boolean, OUT xids xid[], OUT modes text[], OUT pids integer[])
    RETURNS SETOF record
    LANGUAGE c STRICT
    AS '$libdir/pgrowlocks', 'pgrowlocks';
REVOKE ALL ON FUNCTION dsql_local.row_locks FROM PUBLIC;

-- Gives rows of a table a new version, without any trigger. Returns the size of their primary keys in bytes.
CREATE OR REPLACE FUNCTION dsql_local.mark_rows(relation oid, marked tid[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET session_replication_role = replica
    AS $$
DECLARE
    written name := (
        SELECT attname FROM pg_attribute
         WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity <> 'a'
         ORDER BY attnum LIMIT 1);
    key_size text := (
        SELECT string_agg(format('pg_column_size(%I)', a.attname), ' + ')
          FROM pg_index i
          JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
         WHERE i.indrelid = relation AND i.indisprimary);
    bytes bigint;
BEGIN
    -- All columns of a table may be ones that PostgreSQL alone writes: such a row stays as it is.
    IF written IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format(
        'WITH marked AS (UPDATE ONLY %1$s SET %2$I = %2$I WHERE ctid = ANY ($1) RETURNING %3$s AS size)'
        ' SELECT coalesce(sum(size), 0) FROM marked',
        relation::regclass, written, coalesce(key_size, '0'))
        INTO bytes USING marked;
    RETURN bytes;
END
$$;

-- The rows that this transaction has locked in a mode, whichever statements did. Reads each locked table once.
CREATE OR REPLACE FUNCTION dsql_local.own_row_locks(lock_modes text[]) RETURNS TABLE (relation oid, locked_row tid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    -- Those of savepoints are among them.
    own xid[] := ARRAY(
        SELECT transactionid FROM pg_locks
         WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND mode = 'ExclusiveLock');
BEGIN
    FOR relation IN
        SELECT c.oid
          FROM pg_locks l
          JOIN pg_class c ON c.oid = l.relation
         WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode = 'RowShareLock'
           AND c.relkind = 'r' AND c.relpersistence = 'p'
         ORDER BY c.oid
    LOOP
        FOR locked_row IN
            SELECT r.locked_row
              FROM dsql_local.row_locks(relation::regclass::text) r
             WHERE EXISTS (
                   SELECT FROM unnest(r.xids, r.modes) AS l (xid, mode)
                    WHERE l.xid = ANY (own) AND l.mode = ANY (lock_modes))
        LOOP
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;

-- As mark_rows, for every row that this transaction has locked FOR UPDATE.
CREATE OR REPLACE FUNCTION dsql_local.mark_locked_rows() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    SELECT coalesce(sum(dsql_local.mark_rows(relation, rows)), 0)::bigint
      FROM (SELECT relation, array_agg(locked_row) AS rows
              FROM dsql_local.own_row_locks('{For Update}') GROUP BY relation) AS locked
    $$;

-- Every row that this transaction has locked FOR KEY SHARE, in PostgreSQL's two spellings of the mode.
CREATE OR REPLACE FUNCTION dsql_local.key_shared_rows() RETURNS TABLE (relation oid, locked_row tid)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$ SELECT * FROM dsql_local.own_row_locks('{For Key Share,Key Share}') $$;

-- Whether the transaction of another process has deleted any of these rows, or changed its key.
CREATE OR REPLACE FUNCTION dsql_local.removes_any(process integer, relations oid[], kept tid[]) RETURNS boolean
    LANGUAGE sql SET search_path = pg_catalog
    AS $$
    SELECT EXISTS (
        SELECT
          FROM (SELECT DISTINCT c.oid FROM unnest(relations) AS r (oid) JOIN pg_class c USING (oid)) AS t
         CROSS JOIN LATERAL dsql_local.row_locks(t.oid::regclass::text) AS l
         WHERE 'Update' = ANY (l.modes)
           AND l.xids && ARRAY(
               SELECT transactionid FROM pg_locks
                WHERE pid = process AND locktype = 'transactionid' AND mode = 'ExclusiveLock')
           AND EXISTS (SELECT FROM unnest(relations, kept) AS k (oid, kept_row)
                        WHERE k.oid = t.oid AND k.kept_row = l.locked_row))
    $$;
REVOKE ALL ON FUNCTION dsql_local.own_row_locks, dsql_local.removes_any FROM PUBLIC;
