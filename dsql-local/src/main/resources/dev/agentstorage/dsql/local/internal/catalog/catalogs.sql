-- Catalogs that the service does not show, and the contents of others.
REVOKE SELECT ON
    pg_catalog.pg_aggregate, pg_catalog.pg_amop, pg_catalog.pg_conversion, pg_catalog.pg_event_trigger
    FROM PUBLIC;
-- An earlier version of this script revoked them.
GRANT SELECT ON pg_catalog.pg_database, pg_catalog.pg_enum, pg_catalog.pg_extension TO PUBLIC;

SET LOCAL allow_system_table_mods = on;

CREATE OR REPLACE VIEW pg_catalog.pg_available_extensions AS
SELECT name, default_version, NULL::text COLLATE "C" AS installed_version, comment
  FROM pg_catalog.pg_available_extensions()
 WHERE false;

CREATE OR REPLACE VIEW pg_catalog.pg_available_extension_versions AS
SELECT name, version, false AS installed, superuser, trusted, relocatable, schema, requires, comment
  FROM pg_catalog.pg_available_extension_versions()
 WHERE false;

SET LOCAL allow_system_table_mods = off;
