-- The jobs that clients see.
CREATE SCHEMA IF NOT EXISTS sys;
GRANT USAGE ON SCHEMA sys TO PUBLIC;

-- A job whose object was dropped has ended, whether or not the job runner has noticed.
CREATE OR REPLACE VIEW dsql_local.job_state AS
SELECT j.job_id,
       CASE WHEN NOT pending THEN j.status
            WHEN NOT table_there THEN 'completed'
            WHEN NOT object_there THEN 'cancelled'
            ELSE j.status
       END AS status,
       CASE WHEN pending AND NOT table_there THEN format('relation "%s" does not exist', j.table_name)
            ELSE j.details
       END AS details,
       j.job_type, j.class_id, j.object_id, j.object_name, j.table_id, j.start_time,
       CASE WHEN pending AND NOT (table_there AND object_there)
            THEN coalesce(j.update_time, date_trunc('second', clock_timestamp()))
            ELSE j.update_time
       END AS update_time
  FROM dsql_local.job j
 CROSS JOIN LATERAL (
       SELECT pending,
              NOT pending OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = j.table_id) AS table_there,
              NOT pending
                  OR CASE j.job_type
                          WHEN 'INDEX_BUILD' THEN EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = j.object_id)
                          ELSE EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.oid = j.object_id)
                     END AS object_there
         FROM (VALUES (j.status IN ('submitted', 'processing'))) AS p (pending)) AS there;

CREATE OR REPLACE VIEW sys.jobs AS
SELECT job_id, status, details, job_type, class_id, object_id,
       CASE WHEN status IN ('submitted', 'processing') THEN object_name END AS object_name,
       start_time, update_time
  FROM dsql_local.job_state;
GRANT SELECT ON sys.jobs TO PUBLIC;

CREATE OR REPLACE FUNCTION sys.dsql_major_version() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT 1 $$;

-- A procedure with separate transactions, because only a later snapshot sees the end of a job.
CREATE OR REPLACE PROCEDURE sys.wait_for_job(job_id text, INOUT succeeded boolean DEFAULT NULL)
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_status text;
    pause double precision := 0.002;
BEGIN
    IF job_id IS NULL OR job_id !~ '^[a-z2-7]{26}$' THEN
        RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'Unable to convert text to UUID';
    END IF;
    LOOP
        SELECT j.status INTO job_status FROM sys.jobs j WHERE j.job_id = wait_for_job.job_id;
        EXIT WHEN NOT FOUND OR job_status NOT IN ('submitted', 'processing');
        PERFORM pg_catalog.pg_sleep(pause);
        pause := least(pause * 2, 0.1);
        COMMIT;
    END LOOP;
    succeeded := coalesce(job_status = 'completed', false);
END
$$;
