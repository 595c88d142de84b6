-- The default role of a client, and its rights in the database.
DO $$
DECLARE
    database name := current_database();
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'admin') THEN
        CREATE ROLE admin;
    END IF;
    ALTER ROLE admin LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS;
    EXECUTE format('ALTER DATABASE %I OWNER TO admin', database);
    EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation TO ''repeatable read''', database);
    EXECUTE format('ALTER DATABASE %I SET TimeZone TO ''UTC''', database);
    EXECUTE format('ALTER DATABASE %I SET default_text_search_config TO ''pg_catalog.simple''', database);
    -- In temporary tables the endpoint keeps the writes of a transaction that must fail, visible to it until it ends.
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO PUBLIC', database);
END
$$;

ALTER SCHEMA public OWNER TO admin;
GRANT ALL ON SCHEMA public TO admin;
