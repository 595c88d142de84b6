-- Catalogs that the service does not show.
REVOKE SELECT ON
    pg_catalog.pg_aggregate, pg_catalog.pg_amop, pg_catalog.pg_conversion, pg_catalog.pg_database, pg_catalog.pg_enum,
    pg_catalog.pg_event_trigger, pg_catalog.pg_extension
    FROM PUBLIC;
