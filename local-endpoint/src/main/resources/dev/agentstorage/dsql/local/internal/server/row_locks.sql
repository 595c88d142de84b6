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

-- The same for all rows that this transaction has locked, whichever statements did. Reads each locked table once.
CREATE OR REPLACE FUNCTION dsql_local.mark_locked_rows() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    -- Those of savepoints are among them.
    own xid[] := ARRAY(
        SELECT transactionid FROM pg_locks
         WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND mode = 'ExclusiveLock');
    bytes bigint := 0;
    locked record;
BEGIN
    FOR locked IN
        SELECT c.oid
          FROM pg_locks l
          JOIN pg_class c ON c.oid = l.relation
         WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode = 'RowShareLock'
           AND c.relkind = 'r' AND c.relpersistence = 'p'
         ORDER BY c.oid
    LOOP
        bytes := bytes + dsql_local.mark_rows(
            locked.oid,
            ARRAY(SELECT r.locked_row
                    FROM dsql_local.row_locks(locked.oid::regclass::text) r
                   WHERE EXISTS (
                         SELECT FROM unnest(r.xids, r.modes) AS l (xid, mode)
                          WHERE l.xid = ANY (own) AND l.mode = 'For Update')));
    END LOOP;
    RETURN bytes;
END
$$;
