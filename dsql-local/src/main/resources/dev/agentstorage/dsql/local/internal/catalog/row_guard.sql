-- A too large transaction block fails at COMMIT, a statement outside of a block immediately.
CREATE OR REPLACE FUNCTION dsql_local.refuse_transaction() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    mebibyte CONSTANT numeric := 1048576;
    allowed bigint := ceil((SELECT transaction_bytes FROM dsql_local.limits) / mebibyte);
BEGIN
    RAISE EXCEPTION USING ERRCODE = '54000',
        MESSAGE = format('transaction size limit %smb exceeded', allowed),
        DETAIL = format(
            'Current transaction size %smb > %smb',
            ceil(current_setting('dsql_local.bytes')::numeric / mebibyte), allowed);
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.refuse_commit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
BEGIN
    PERFORM dsql_local.refuse_transaction();
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS oversized ON dsql_local.oversized_transaction;
CREATE CONSTRAINT TRIGGER oversized AFTER INSERT ON dsql_local.oversized_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dsql_local.refuse_commit();

-- The endpoint counts the data that clients send. It does not see values that a statement computes; large rows are most of them.
CREATE OR REPLACE FUNCTION dsql_local.count_bytes(row_size bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    allowed bigint := (SELECT transaction_bytes FROM dsql_local.limits);
    before bigint := coalesce(nullif(current_setting('dsql_local.bytes', true), '')::bigint, 0);
    version xid;
BEGIN
    PERFORM set_config('dsql_local.bytes', (before + row_size)::text, true);
    IF before <= allowed AND before + row_size > allowed THEN
        INSERT INTO dsql_local.oversized_transaction DEFAULT VALUES RETURNING xmin INTO version;
        -- In a transaction block all changes come after a savepoint that the endpoint has set.
        IF version = pg_current_xact_id()::xid THEN
            PERFORM dsql_local.refuse_transaction();
        END IF;
    END IF;
END
$$;

-- The hidden row trigger. Its condition compares each column that can get long with the share of every limit that it
-- may use regardless of the others, so that it is false, at the cost of a few reads of a length, for all but
-- rare rows. The function then measures those exactly, except for the effect of compression.
CREATE OR REPLACE FUNCTION dsql_local.guard_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    -- The row is referenced only once, and not inlined into each expression, because every reference copies it.
    measure CONSTANT text := 'SELECT %s FROM (SELECT $1 AS new_row OFFSET 0) AS given';
    compress CONSTANT text := 'SELECT dsql_local.compressed_size(convert_to(($1).%I::text, ''UTF8''))';
    allowed dsql_local.limits;
    sizes bigint[];
    stored bigint;
    raw_size bigint;
    row_size bigint;
    col record;
BEGIN
    SELECT * INTO allowed FROM dsql_local.limits;
    EXECUTE (
        SELECT format(
                   measure,
                   'ARRAY['
                       || string_agg(
                           format(
                               'coalesce(%s, 0)', dsql_local.size_expression(format('(new_row).%I', attname), type_oid)),
                           ', ' ORDER BY attnum)
                       || ']::bigint[]')
          FROM dsql_local.column_sizes(TG_RELID))
        INTO sizes USING NEW;
    raw_size := (SELECT sum(size) FROM unnest(sizes) AS s (size));
    row_size := raw_size;
    FOR col IN
        SELECT c.attname, c.type_name, c.allowed, c.compressed AND c.type_name <> 'varchar' AS compressed,
               sizes[row_number() OVER (ORDER BY c.attnum)] AS size
          FROM dsql_local.column_sizes(TG_RELID) c
         ORDER BY c.attnum
    LOOP
        CONTINUE WHEN col.size <= col.allowed;
        IF col.compressed THEN
            EXECUTE format(compress, col.attname) INTO stored USING NEW;
            row_size := row_size - col.size + least(stored, col.size);
            CONTINUE WHEN stored <= col.allowed;
        END IF;
        RAISE EXCEPTION USING ERRCODE = '54000',
            MESSAGE = format('datatype limit greater than %s bytes not supported for %s', col.allowed, col.type_name);
    END LOOP;
    IF EXISTS (
        SELECT
          FROM dsql_local.key_columns(TG_RELID) k
          JOIN (SELECT c.attnum, sizes[row_number() OVER (ORDER BY c.attnum)] AS size
                  FROM dsql_local.column_sizes(TG_RELID) c) AS s USING (attnum)
         GROUP BY k.index_oid
        HAVING sum(s.size) > dsql_local.key_budget(count(*))) THEN
        RAISE EXCEPTION USING ERRCODE = '54000', MESSAGE = 'key size too large';
    END IF;
    FOR col IN
        SELECT s.attname, s.size
          FROM (SELECT c.attname, c.compressed, c.allowed, sizes[row_number() OVER (ORDER BY c.attnum)] AS size
                  FROM dsql_local.column_sizes(TG_RELID) c) AS s
         WHERE s.compressed AND s.size <= s.allowed
         ORDER BY s.size DESC
    LOOP
        EXIT WHEN row_size <= allowed.row_bytes;
        EXECUTE format(compress, col.attname) INTO stored USING NEW;
        row_size := row_size - col.size + least(stored, col.size);
    END LOOP;
    IF row_size > allowed.row_bytes THEN
        RAISE EXCEPTION USING ERRCODE = '54000', MESSAGE = 'maximum row size exceeded';
    END IF;
    PERFORM dsql_local.count_bytes(raw_size);
    RETURN NEW;
END
$$;

-- NULL for a table none of whose rows can be too large.
CREATE OR REPLACE FUNCTION dsql_local.guard_condition(relation oid) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
    AS $$
BEGIN
    RETURN (
        WITH col AS (
            SELECT * FROM dsql_local.column_sizes(relation)
        ), row_share AS (
            -- The rest of the limit, which the columns without a bound share.
            SELECT greatest(0, l.row_bytes - coalesce(sum(c.bound), 0))
                       / greatest(1, count(*) FILTER (WHERE c.bound IS NULL)) AS bytes
              FROM col c CROSS JOIN dsql_local.limits l
             GROUP BY l.row_bytes
        ), key_share AS (
            SELECT k.index_oid,
                   greatest(
                       0, dsql_local.key_budget(count(*)) - coalesce(sum(c.bound) FILTER (WHERE c.bound <= 128), 0))
                       / greatest(1, count(*) FILTER (WHERE c.bound IS NULL OR c.bound > 128)) AS bytes
              FROM dsql_local.key_columns(relation) k
              JOIN col c USING (attnum)
             GROUP BY k.index_oid
        ), share AS (
            SELECT c.attnum, c.attname, c.type_oid, c.bound,
                   -- From 64 KiB on a value is large enough to be counted against the transaction's limit.
                   least(c.allowed, r.bytes, min(s.bytes), 65536) AS bytes
              FROM col c
             CROSS JOIN row_share r
              LEFT JOIN dsql_local.key_columns(relation) k USING (attnum)
              LEFT JOIN key_share s USING (index_oid)
             WHERE c.bound IS NULL OR c.bound > 128
             GROUP BY c.attnum, c.attname, c.type_oid, c.bound, c.allowed, r.bytes
        )
        SELECT string_agg(format('greatest(%s) > %s', sizes, bytes), ' OR ' ORDER BY bytes)
          FROM (SELECT bytes,
                       string_agg(
                           dsql_local.size_expression(format('NEW.%I', attname), type_oid), ', '
                           ORDER BY attnum) AS sizes
                  FROM share
                 WHERE bound IS NULL OR bound > bytes
                 GROUP BY bytes) AS alike);
END
$$;

-- Creates, replaces or removes the trigger of a table. Takes no lock that keeps readers out unless there is one to remove.
CREATE OR REPLACE FUNCTION dsql_local.guard_rows(relation oid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    condition text := dsql_local.guard_condition(relation);
    present record;
BEGIN
    SELECT oid, tgargs INTO present FROM pg_trigger WHERE tgrelid = relation AND tgname = 'dsql_local_row_guard';
    IF present.oid IS NULL AND condition IS NULL
        OR present.tgargs = convert_to(md5(condition), 'UTF8') || '\x00'::bytea THEN
        RETURN;
    END IF;
    -- Tools do not show internal triggers. PostgreSQL refuses to replace one, so it is not internal for a moment.
    UPDATE pg_trigger SET tgisinternal = false WHERE oid = present.oid;
    IF condition IS NULL THEN
        EXECUTE format('DROP TRIGGER dsql_local_row_guard ON %s', relation::regclass);
        RETURN;
    END IF;
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER dsql_local_row_guard BEFORE INSERT OR UPDATE ON %s'
        ' FOR EACH ROW WHEN (%s) EXECUTE FUNCTION dsql_local.guard_row(%L)',
        relation::regclass, condition, md5(condition));
    SELECT oid INTO present.oid FROM pg_trigger WHERE tgrelid = relation AND tgname = 'dsql_local_row_guard';
    UPDATE pg_trigger SET tgisinternal = true WHERE oid = present.oid;
    -- Or a column that the condition names could not be dropped.
    DELETE FROM pg_depend
     WHERE classid = 'pg_trigger'::regclass AND objid = present.oid AND refclassid = 'pg_class'::regclass
       AND refobjsubid > 0;
END
$$;
