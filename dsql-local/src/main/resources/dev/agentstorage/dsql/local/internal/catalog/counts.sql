-- Maximum numbers of objects in a database.
CREATE OR REPLACE FUNCTION dsql_local.check_count(kind "char") RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    found_relations bigint := (
        SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = kind AND n.nspname NOT IN ('sys', 'dsql_local', 'information_schema')
           AND n.nspname NOT LIKE 'pg\_%');
    allowed integer;
BEGIN
    SELECT CASE kind WHEN 'r' THEN tables WHEN 'v' THEN views ELSE sequences END INTO allowed FROM dsql_local.limits;
    IF found_relations > allowed THEN
        RAISE EXCEPTION USING ERRCODE = '54000',
            MESSAGE = format(
                CASE kind WHEN 'r' THEN 'creating more than %s tables not allowed'
                          WHEN 'v' THEN 'creating more than %s views not allowed'
                          ELSE 'creating more than %s sequences is not allowed'
                END,
                allowed);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.check_view(relation oid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
BEGIN
    IF octet_length(pg_get_viewdef(relation)) > 2097152 THEN
        RAISE EXCEPTION USING ERRCODE = '54000', MESSAGE = 'view definition too large';
    END IF;
    PERFORM dsql_local.check_count('v');
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.check_statistics(statistics oid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    allowed integer := (SELECT statistics_per_table FROM dsql_local.limits);
    allowed_target CONSTANT integer := 100;
    relation oid;
    target integer;
BEGIN
    SELECT stxrelid, stxstattarget INTO relation, target FROM pg_statistic_ext WHERE oid = statistics;
    IF (SELECT count(*) FROM pg_statistic_ext WHERE stxrelid = relation) > allowed THEN
        RAISE EXCEPTION USING ERRCODE = '54000',
            MESSAGE = format('more than %s extended statistics per table are not allowed', allowed);
    END IF;
    IF target > allowed_target THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = format('statistics target %s exceeds maximum allowed value of %s', target, allowed_target);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.check_schemas() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    allowed integer := (SELECT schemas FROM dsql_local.limits);
BEGIN
    IF (SELECT count(*) FROM pg_namespace
         WHERE nspname NOT IN ('public', 'sys', 'dsql_local', 'information_schema') AND nspname NOT LIKE 'pg\_%')
        > allowed THEN
        RAISE EXCEPTION USING ERRCODE = '54000', MESSAGE = format('more than %s schemas not allowed', allowed);
    END IF;
END
$$;
