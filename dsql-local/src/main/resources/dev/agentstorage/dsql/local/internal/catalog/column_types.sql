-- Valid types of columns.
CREATE OR REPLACE FUNCTION dsql_local.base_type(type_oid oid) RETURNS oid
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
    AS $$
DECLARE
    base oid := type_oid;
    beneath oid;
BEGIN
    LOOP
        beneath := (SELECT typbasetype FROM pg_type WHERE oid = base);
        IF coalesce(beneath, 0) = 0 THEN
            RETURN base;
        END IF;
        base := beneath;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.check_type(type_oid oid, modifier integer) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
    AS $$
DECLARE
    base oid := dsql_local.base_type(type_oid);
BEGIN
    IF base NOT IN (
        'smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'real'::regtype, 'double precision'::regtype,
        'numeric'::regtype, 'bpchar'::regtype, 'varchar'::regtype, 'text'::regtype, 'date'::regtype, 'time'::regtype,
        'timetz'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype, 'interval'::regtype, 'boolean'::regtype,
        'bytea'::regtype, 'uuid'::regtype, 'json'::regtype, 'jsonb'::regtype) THEN
        RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('datatype %s not supported', format_type(base, NULL));
    END IF;
    IF base = 'bpchar'::regtype AND modifier > 4096 + 4 THEN
        RAISE EXCEPTION USING ERRCODE = '54000',
            MESSAGE = 'Datatype limit greater than 4096 bytes not supported for char';
    END IF;
    IF base = 'varchar'::regtype AND modifier > 65535 + 4 THEN
        RAISE EXCEPTION USING ERRCODE = '54000',
            MESSAGE = 'Datatype limit greater than 65535 bytes not supported for varchar';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.check_columns(relation oid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    col record;
    allowed integer := (SELECT columns_per_table FROM dsql_local.limits);
    found_columns integer := 0;
BEGIN
    FOR col IN
        SELECT atttypid, atttypmod, attidentity
          FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped ORDER BY attnum
    LOOP
        found_columns := found_columns + 1;
        IF col.attidentity <> '' AND col.atttypid <> 'bigint'::regtype THEN
            RAISE EXCEPTION USING ERRCODE = '0A000',
                MESSAGE = format(
                    'datatype %s not supported, identity column type must be bigint', format_type(col.atttypid, NULL));
        END IF;
        PERFORM dsql_local.check_type(col.atttypid, col.atttypmod);
    END LOOP;
    IF found_columns > allowed THEN
        -- The index of a primary key includes all other columns.
        RAISE EXCEPTION USING ERRCODE = '54011',
            MESSAGE = format(
                CASE WHEN EXISTS (SELECT FROM pg_index WHERE indrelid = relation AND indisprimary)
                     THEN 'cannot use more than %s columns in an index'
                     ELSE 'tables can have at most %s columns'
                END,
                allowed);
    END IF;
END
$$;

-- numeric is numeric(18,6) where no precision is given. PostgreSQL stores that as 1179658: (18 << 16 | 6) + 4.
CREATE OR REPLACE FUNCTION dsql_local.give_precision(relation oid) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog
    AS $$
    UPDATE pg_attribute SET atttypmod = 1179658
     WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped AND atttypid = 'numeric'::regtype AND atttypmod = -1
    $$;
