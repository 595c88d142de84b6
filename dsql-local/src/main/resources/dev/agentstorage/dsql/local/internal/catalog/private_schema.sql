-- Internal data of the endpoint. Clients access it through functions and views only.
CREATE SCHEMA IF NOT EXISTS dsql_local;
GRANT USAGE ON SCHEMA dsql_local TO PUBLIC;

-- One row; an earlier version may have had fewer columns.
DROP TABLE IF EXISTS dsql_local.limits;
CREATE TABLE dsql_local.limits (
    column_bytes integer NOT NULL,
    row_bytes integer NOT NULL,
    key_bytes integer NOT NULL,
    columns_per_table integer NOT NULL,
    columns_per_key integer NOT NULL,
    indexes_per_table integer NOT NULL,
    statistics_per_table integer NOT NULL,
    schemas integer NOT NULL,
    tables integer NOT NULL,
    views integer NOT NULL,
    sequences integer NOT NULL,
    transaction_bytes bigint NOT NULL
);

-- A row marks a transaction block that is too large and must not commit, so that no other transaction ever sees it.
CREATE TABLE IF NOT EXISTS dsql_local.oversized_transaction ();

CREATE TABLE IF NOT EXISTS dsql_local.job (
    job_id text PRIMARY KEY,
    status text NOT NULL,
    details text,
    job_type text NOT NULL,
    class_id oid NOT NULL,
    object_id oid,
    object_name text,
    -- The table that an index or a constraint belongs to, by its number and by the name it had.
    table_id oid,
    table_name text,
    start_time timestamptz NOT NULL,
    update_time timestamptz
);

CREATE SEQUENCE IF NOT EXISTS dsql_local.iam_oid AS integer START 26384;

CREATE TABLE IF NOT EXISTS dsql_local.iam_mapping (
    iam_oid oid PRIMARY KEY DEFAULT nextval('dsql_local.iam_oid')::integer,
    arn text NOT NULL,
    role_oid oid NOT NULL,
    grantor_oid oid NOT NULL,
    UNIQUE (role_oid, arn)
);
