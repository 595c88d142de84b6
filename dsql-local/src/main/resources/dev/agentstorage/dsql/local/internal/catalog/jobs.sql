-- Submitting jobs. A client's transaction only inserts rows, so that it never conflicts with the job runner on a row,
-- which would be an error at its isolation level.
CREATE OR REPLACE FUNCTION dsql_local.add_job(
    job_id text, job_status text, job_type text, class_id oid, object_id oid, object_name text,
    table_id oid, table_name text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    INSERT INTO dsql_local.job (
        job_id, status, job_type, class_id, object_id, object_name, table_id, table_name, start_time, update_time)
    VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, date_trunc('second', clock_timestamp()),
        CASE WHEN $2 <> 'submitted' THEN date_trunc('second', clock_timestamp()) END)
    $$;

-- As JobIds makes them: base32 of a random UUID.
CREATE OR REPLACE FUNCTION dsql_local.new_job_id() RETURNS text
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog
    AS $$
DECLARE
    bits bit varying := ('x' || replace(gen_random_uuid()::text, '-', ''))::bit(128) || b'00';
    answer text := '';
BEGIN
    FOR i IN 0..25 LOOP
        answer := answer
            || substr('abcdefghijklmnopqrstuvwxyz234567', substring(bits FROM i * 5 + 1 FOR 5)::bit(5)::integer + 1, 1);
    END LOOP;
    RETURN answer;
END
$$;

-- For statements that are sent to PostgreSQL as function calls: the errors that PostgreSQL raises itself for others.
CREATE OR REPLACE FUNCTION dsql_local.refuse_read_only(command text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
    AS $$
BEGIN
    IF current_setting('transaction_read_only')::boolean THEN
        RAISE EXCEPTION USING ERRCODE = '25006',
            MESSAGE = format('cannot execute %s in a read-only transaction', command);
    END IF;
END
$$;

-- Replaces ALTER TABLE ASYNC ... VALIDATE CONSTRAINT. Runs as the caller, with the tables of its search path, and the
-- caller must own the table.
CREATE OR REPLACE FUNCTION dsql_local.submit_validation(job_id text, table_text text, constraint_name text)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    relation pg_catalog.regclass;
    plain text;
    schema_name text;
    owner_id pg_catalog.oid;
    constraint_id pg_catalog.oid;
    kind "char";
    valid boolean;
BEGIN
    PERFORM dsql_local.refuse_read_only('ALTER TABLE');
    relation := table_text::pg_catalog.regclass;
    SELECT c.relname, n.nspname, c.relowner INTO plain, schema_name, owner_id
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = relation;
    IF NOT pg_catalog.pg_has_role(owner_id, 'USAGE') THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = pg_catalog.format('must be owner of table %s', plain);
    END IF;
    SELECT c.oid, c.contype, c.convalidated INTO constraint_id, kind, valid
        FROM pg_catalog.pg_constraint c WHERE c.conrelid = relation AND c.conname = constraint_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '42704',
            MESSAGE = pg_catalog.format('constraint "%s" of relation "%s" does not exist', constraint_name, plain);
    END IF;
    IF kind NOT IN ('c', 'f') THEN
        RAISE EXCEPTION USING ERRCODE = '42809',
            MESSAGE = pg_catalog.format(
                'constraint "%s" of relation "%s" is not a foreign key or check constraint', constraint_name, plain);
    END IF;
    PERFORM dsql_local.add_job(
        job_id, CASE WHEN valid THEN 'completed' ELSE 'submitted' END, 'VALIDATE_CONSTRAINT',
        'pg_catalog.pg_constraint'::pg_catalog.regclass, constraint_id, schema_name || '.' || constraint_name,
        relation, schema_name || '.' || plain);
END
$$;
