-- The service reports no more of its version than this.
CREATE OR REPLACE FUNCTION pg_catalog.version() RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT text 'PostgreSQL 16' $$;
