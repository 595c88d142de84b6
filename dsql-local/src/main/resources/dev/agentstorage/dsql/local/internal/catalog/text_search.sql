-- The service has no text search configurations for languages.
DO $$
DECLARE
    language regconfig;
BEGIN
    FOR language IN
        SELECT oid FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace AND cfgname <> 'simple'
    LOOP
        EXECUTE format('DROP TEXT SEARCH CONFIGURATION %s', language);
    END LOOP;
END
$$;
