-- The rows that a transaction has locked or changed: PostgreSQL discards the locks when it ends.

-- The lock holders of the rows of a table, from PostgreSQL's module pgrowlocks.
CREATE OR REPLACE FUNCTION dsql_local.row_locks(
    relation text,
    OUT locked_row tid, OUT locker xid, OUT multi boolean, OUT xids xid[], OUT modes text[], OUT pids integer[])
    RETURNS SETOF record
    LANGUAGE c STRICT
    AS '$libdir/pgrowlocks', 'pgrowlocks';

-- The transactions of a process: the one that it is in, and those of its savepoints.
CREATE OR REPLACE FUNCTION dsql_local.transactions_of(process integer) RETURNS xid[]
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    SELECT coalesce(array_agg(transactionid), '{}')
      FROM pg_locks WHERE pid = process AND locktype = 'transactionid' AND mode = 'ExclusiveLock'
    $$;

-- The size of the primary keys of some rows in bytes.
CREATE OR REPLACE FUNCTION dsql_local.key_bytes(relation oid, key_rows tid[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    key_size text := (
        SELECT string_agg(format('pg_column_size(%I)', a.attname), ' + ')
          FROM pg_index i
          JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
         WHERE i.indrelid = relation AND i.indisprimary);
    bytes bigint;
BEGIN
    IF key_size IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format('SELECT coalesce(sum(%s), 0) FROM ONLY %s WHERE ctid = ANY ($1)', key_size, relation::regclass)
        INTO bytes USING key_rows;
    RETURN bytes;
END
$$;

-- Every row that this transaction has locked and not changed. Reads each locked table once.
CREATE OR REPLACE FUNCTION dsql_local.own_row_locks()
    RETURNS TABLE (relation oid, locked_rows tid[], for_update boolean, key_bytes bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    own xid[] := dsql_local.transactions_of(pg_backend_pid());
BEGIN
    FOR relation IN
        SELECT c.oid
          FROM pg_locks l
          JOIN pg_class c ON c.oid = l.relation
         WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode = 'RowShareLock'
           AND c.relkind = 'r' AND c.relpersistence = 'p'
         ORDER BY c.oid
    LOOP
        FOR for_update, locked_rows IN
            SELECT m.mode = 'For Update', array_agg(DISTINCT r.locked_row)
              FROM dsql_local.row_locks(relation::regclass::text) AS r
             CROSS JOIN LATERAL unnest(r.xids, r.modes) AS m (xid, mode)
             -- The module spells a mode differently if several transactions hold it.
             WHERE m.xid = ANY (own) AND m.mode IN ('For Update', 'For Key Share', 'Key Share')
             GROUP BY 1
        LOOP
            key_bytes := CASE WHEN for_update THEN dsql_local.key_bytes(relation, locked_rows) ELSE 0 END;
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;

-- Whether the transaction of another process has changed rows that were locked FOR UPDATE, or locked them itself, or
-- has removed or renamed rows that were locked FOR KEY SHARE.
CREATE OR REPLACE FUNCTION dsql_local.conflicts(
    process integer, relations oid[], locked_rows text[], for_update boolean[]) RETURNS boolean
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    others xid[] := dsql_local.transactions_of(process);
BEGIN
    RETURN EXISTS (
        SELECT
          FROM unnest(relations, locked_rows, for_update) AS g (relation, rows, exclusive)
          JOIN pg_class c ON c.oid = g.relation
         CROSS JOIN LATERAL dsql_local.row_locks(c.oid::regclass::text) AS l
         CROSS JOIN LATERAL unnest(l.xids, l.modes) AS m (xid, mode)
         WHERE m.xid = ANY (others)
           AND (m.mode = 'Update' OR g.exclusive AND m.mode IN ('No Key Update', 'For Update'))
           AND l.locked_row = ANY (g.rows::tid[]));
END
$$;
REVOKE ALL ON FUNCTION dsql_local.row_locks, dsql_local.conflicts FROM PUBLIC;
