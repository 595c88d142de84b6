-- The catalogs that clients see. When a query reads catalog tables, the endpoint replaces their names with those of the
-- views of the same name in the private schema (CatalogReads).
SET LOCAL allow_system_table_mods = on;

DO $$
DECLARE
    ours constant oid := 'dsql_local'::pg_catalog.regnamespace;
    shown record;
BEGIN
    -- A constant number saves a lookup of the schema's name.
    FOR shown IN
        SELECT * FROM (VALUES
            ('pg_namespace', 'oid'), ('pg_class', 'relnamespace'), ('pg_constraint', 'connamespace'),
            ('pg_proc', 'pronamespace'), ('pg_type', 'typnamespace')) AS v (catalog, namespace)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE VIEW dsql_local.%1$I AS SELECT * FROM pg_catalog.%1$I WHERE %2$I <> %3$s::oid',
            shown.catalog, shown.namespace, ours);
    END LOOP;
END
$$;

CREATE OR REPLACE VIEW dsql_local.pg_trigger AS
SELECT * FROM pg_catalog.pg_trigger WHERE NOT (tgisinternal AND tgname = 'dsql_local_row_guard');

-- 403 is PostgreSQL's btree, which all indexes have; no object has the number 1.
CREATE OR REPLACE VIEW dsql_local.pg_am AS
SELECT oid, CASE WHEN oid = 403 THEN 'btree_index' ELSE amname END AS amname, amhandler, amtype FROM pg_catalog.pg_am
UNION ALL
SELECT '1', amname, amhandler, amtype FROM pg_catalog.pg_am WHERE oid = 403;

CREATE OR REPLACE VIEW dsql_local.pg_attribute AS
SELECT attrelid, attname, atttypid, attlen, attnum, attcacheoff, atttypmod, attndims, attbyval, attalign, attstorage,
       -- Texts are compressed with LZ4.
       CASE WHEN atttypid IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) AND attcompression = ''
            THEN 'l'::"char" ELSE attcompression
       END AS attcompression,
       attnotnull, atthasdef, atthasmissing, attidentity, attgenerated, attisdropped, attislocal, attinhcount,
       attstattarget, attcollation, attacl, attoptions, attfdwoptions, attmissingval
  FROM pg_catalog.pg_attribute;

CREATE OR REPLACE VIEW dsql_local.pg_index AS
SELECT i.indexrelid, i.indrelid,
       coalesce(
           (SELECT cardinality(p.key_columns) + cardinality(p.included)
              FROM dsql_local.primary_columns(i.indexrelid) p WHERE i.indisprimary),
           i.indnatts)::smallint AS indnatts,
       i.indnkeyatts, i.indisunique, i.indnullsnotdistinct, i.indisprimary, i.indisexclusion, i.indimmediate,
       i.indisclustered, i.indisvalid, i.indcheckxmin, i.indisready, i.indislive, i.indisreplident,
       coalesce(
           (SELECT array_to_string(p.key_columns || p.included, ' ')::int2vector
              FROM dsql_local.primary_columns(i.indexrelid) p WHERE i.indisprimary),
           i.indkey) AS indkey,
       i.indcollation, i.indclass, i.indoption, i.indexprs, i.indpred
  FROM pg_catalog.pg_index i;

DO $$
DECLARE
    shown record;
    plain text;
BEGIN
    FOR shown IN
        SELECT c.oid::regclass AS name FROM pg_class c
         WHERE c.relnamespace = 'dsql_local'::regnamespace AND c.relkind = 'v' AND c.relname LIKE 'pg\_%'
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO PUBLIC', shown.name);
    END LOOP;
    -- Replacements of PostgreSQL's views: their schema, the rows that they still show, and their names.
    FOR shown IN
        SELECT format('%I.%I', v.schema, u.view_name) AS name, v.condition
          FROM (VALUES
                   ('pg_catalog', 'schemaname <> ''dsql_local''',
                    '{pg_indexes, pg_sequences, pg_stat_all_indexes, pg_stat_all_tables, pg_stat_xact_all_tables,
                      pg_statio_all_indexes, pg_statio_all_sequences, pg_statio_all_tables, pg_tables, pg_views}'::name[]),
                   ('pg_catalog', 'NOT rolsuper', '{pg_roles}'),
                   ('pg_catalog', 'NOT usesuper', '{pg_user}'),
                   ('pg_catalog', 'NOT starts_with(name, ''_dsql_local_'')', '{pg_prepared_statements}'),
                   ('information_schema', 'table_schema <> ''dsql_local''',
                    '{column_privileges, columns, table_privileges, tables, views}'),
                   ('information_schema', 'object_schema <> ''dsql_local''', '{data_type_privileges, element_types}'),
                   ('information_schema', 'specific_schema <> ''dsql_local''',
                    '{parameters, routine_privileges, routines}'),
                   ('information_schema', 'schema_name <> ''dsql_local''', '{schemata}'),
                   ('information_schema', 'udt_schema <> ''dsql_local''', '{udt_privileges}')
               ) AS v (schema, condition, views)
         CROSS JOIN LATERAL unnest(v.views) AS u (view_name)
    LOOP
        plain := pg_get_viewdef(shown.name::regclass);
        IF strpos(plain, 'dsql_local') = 0 THEN
            EXECUTE format(
                'CREATE OR REPLACE VIEW %s AS SELECT * FROM (%s) AS dsql_local WHERE %s',
                shown.name, rtrim(plain, ';'), shown.condition);
        END IF;
    END LOOP;
END
$$;

SET LOCAL allow_system_table_mods = off;
