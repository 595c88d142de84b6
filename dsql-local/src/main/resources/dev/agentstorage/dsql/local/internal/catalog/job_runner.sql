-- Running jobs: only the endpoint calls these functions, with READ COMMITTED, one transaction each.

-- Returns whether there is still something to do.
CREATE OR REPLACE FUNCTION dsql_local.start_job(job_id text) RETURNS boolean
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
BEGIN
    IF dsql_local.settle_job(job_id) THEN
        RETURN false;
    END IF;
    UPDATE dsql_local.job j SET status = 'processing', update_time = date_trunc('second', clock_timestamp())
     WHERE j.job_id = $1 AND j.status IN ('submitted', 'processing');
    RETURN FOUND;
END
$$;

-- Stores the end of a job whose object was dropped. Returns whether it has ended.
CREATE OR REPLACE FUNCTION dsql_local.settle_job(job_id text) RETURNS boolean
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
BEGIN
    UPDATE dsql_local.job j SET status = s.status, details = s.details, update_time = s.update_time
      FROM dsql_local.job_state s
     WHERE j.job_id = $1 AND s.job_id = $1 AND j.status IN ('submitted', 'processing')
       AND s.status NOT IN ('submitted', 'processing');
    RETURN FOUND;
END
$$;

-- The first key of a unique index that the table has twice, as PostgreSQL writes it; NULL if there is none.
CREATE OR REPLACE FUNCTION dsql_local.duplicate_key(index_oid oid) RETURNS text
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    query text;
    key_names text;
    duplicate text;
BEGIN
    SELECT format(
               'SELECT concat_ws('', '', %s) FROM (SELECT %s FROM ONLY %s WHERE %s) AS keys WHERE %s GROUP BY %s'
               ' HAVING count(*) > 1 LIMIT 1',
               string_agg(format('coalesce(k%s::text, ''null'')', k.n), ', ' ORDER BY k.n),
               string_agg(format('%s AS k%s', pg_get_indexdef(i.indexrelid, k.n, true), k.n), ', ' ORDER BY k.n),
               i.indrelid::regclass,
               coalesce(pg_get_expr(i.indpred, i.indrelid), 'true'),
               CASE WHEN i.indnullsnotdistinct THEN 'true'
                    ELSE string_agg(format('k%s IS NOT NULL', k.n), ' AND ' ORDER BY k.n)
               END,
               string_agg(format('k%s', k.n), ', ' ORDER BY k.n)),
           string_agg(pg_get_indexdef(i.indexrelid, k.n, true), ', ' ORDER BY k.n)
      INTO query, key_names
      FROM pg_index i CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) AS k (n)
     WHERE i.indexrelid = index_oid AND i.indisunique
     GROUP BY i.indexrelid, i.indrelid, i.indpred, i.indnullsnotdistinct;
    IF query IS NOT NULL THEN
        EXECUTE query INTO duplicate;
    END IF;
    RETURN format('Key (%s)=(%s) is duplicated.', key_names, duplicate) WHERE duplicate IS NOT NULL;
END
$$;

-- Returns why the job failed, NULL when it did not. The lock blocks changes of definitions, not of rows.
CREATE OR REPLACE FUNCTION dsql_local.do_job(job dsql_local.job) RETURNS text
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    duplicate text;
BEGIN
    IF job.job_type = 'VALIDATE_CONSTRAINT' THEN
        EXECUTE format(
            'ALTER TABLE %s VALIDATE CONSTRAINT %I',
            job.table_id::regclass, (SELECT conname FROM pg_constraint WHERE oid = job.object_id));
        RETURN NULL;
    END IF;
    duplicate := dsql_local.duplicate_key(job.object_id);
    IF duplicate IS NOT NULL THEN
        RETURN format(
            'could not create unique index "%s": %s',
            (SELECT relname FROM pg_class WHERE oid = job.object_id), duplicate);
    END IF;
    UPDATE pg_index SET indisvalid = true WHERE indexrelid = job.object_id;
    -- An empty change, which invalidates the plans of every session.
    UPDATE pg_class SET relhasindex = true WHERE oid = job.table_id;
    RETURN NULL;
EXCEPTION
    WHEN check_violation OR foreign_key_violation THEN
        RETURN SQLERRM;
END
$$;

-- Ends a job, for the given reason if there is one. Returns the relations whose definition it changed.
CREATE OR REPLACE FUNCTION dsql_local.finish_job(job_id text, refusal text) RETURNS oid[]
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    job dsql_local.job;
    failure text := refusal;
BEGIN
    SELECT * INTO job FROM dsql_local.job j WHERE j.job_id = $1 AND j.status IN ('submitted', 'processing');
    IF NOT FOUND OR dsql_local.settle_job(job_id) THEN
        RETURN '{}';
    END IF;
    EXECUTE format('LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE', job.table_id::regclass);
    -- The previous holder of the lock may have dropped it.
    IF dsql_local.settle_job(job_id) THEN
        RETURN '{}';
    END IF;
    IF failure IS NULL THEN
        failure := dsql_local.do_job(job);
    END IF;
    UPDATE dsql_local.job j
       SET status = CASE WHEN failure IS NULL THEN 'completed' ELSE 'failed' END,
           details = failure, update_time = date_trunc('second', clock_timestamp())
     WHERE j.job_id = $1;
    RETURN CASE WHEN failure IS NOT NULL THEN '{}'::oid[]
                WHEN job.job_type = 'INDEX_BUILD' THEN ARRAY[job.table_id, job.object_id]
                ELSE ARRAY[job.table_id]
           END;
END
$$;

-- Finished jobs are listed for half an hour.
CREATE OR REPLACE FUNCTION dsql_local.forget_jobs() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog
    AS $$
    DELETE FROM dsql_local.job
     WHERE status NOT IN ('submitted', 'processing') AND update_time < clock_timestamp() - interval '30 minutes'
    $$;

REVOKE ALL ON FUNCTION
    dsql_local.start_job(text), dsql_local.settle_job(text), dsql_local.duplicate_key(oid),
    dsql_local.do_job(dsql_local.job), dsql_local.finish_job(text, text), dsql_local.forget_jobs() FROM PUBLIC;
