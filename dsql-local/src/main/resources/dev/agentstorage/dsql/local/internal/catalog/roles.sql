-- The role that a client is when it is nobody else, and what the database is like to it.
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
    -- Temporary tables are how the endpoint shows a transaction that must fail its own writes until it ends.
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO PUBLIC', database);
END
$$;

ALTER SCHEMA public OWNER TO admin;
GRANT ALL ON SCHEMA public TO admin;
