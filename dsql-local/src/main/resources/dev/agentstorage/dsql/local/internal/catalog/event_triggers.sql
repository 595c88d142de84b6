-- Event triggers, which check definitions. A superuser, which a client never is, may do anything.
CREATE OR REPLACE FUNCTION dsql_local.on_ddl_end() RETURNS event_trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    command record;
    index_oid oid;
    relation oid;
BEGIN
    IF current_setting('is_superuser') = 'on' THEN
        RETURN;
    END IF;
    FOR command IN
        SELECT * FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp'
    LOOP
        CASE command.object_type
            WHEN 'table' THEN
                PERFORM dsql_local.check_columns(command.objid);
                PERFORM dsql_local.give_precision(command.objid);
                PERFORM dsql_local.check_indexes(command.objid);
                PERFORM dsql_local.guard_rows(command.objid);
                IF command.command_tag = 'CREATE TABLE' THEN
                    PERFORM dsql_local.check_count('r');
                END IF;
            WHEN 'index' THEN
                IF tg_tag = 'CREATE INDEX' THEN
                    index_oid := command.objid;
                    relation := (SELECT indrelid FROM pg_index WHERE indexrelid = index_oid);
                    PERFORM dsql_local.check_indexes(relation);
                    PERFORM dsql_local.guard_rows(relation);
                END IF;
            WHEN 'sequence' THEN
                PERFORM dsql_local.check_sequence(command.objid);
                PERFORM dsql_local.check_count('S');
            WHEN 'view' THEN
                PERFORM dsql_local.check_view(command.objid);
            WHEN 'type' THEN
                IF command.command_tag = 'CREATE DOMAIN' THEN
                    PERFORM dsql_local.check_type(oid, typtypmod) FROM pg_type WHERE oid = command.objid;
                END IF;
            WHEN 'statistics object' THEN
                PERFORM dsql_local.check_statistics(command.objid);
            WHEN 'schema' THEN
                PERFORM dsql_local.check_schemas();
            ELSE
                NULL;
        END CASE;
    END LOOP;
    IF tg_tag = 'CREATE INDEX' THEN
        PERFORM dsql_local.submit_index(index_oid);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.on_drop() RETURNS event_trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
BEGIN
    IF current_setting('is_superuser') = 'on' THEN
        RETURN;
    END IF;
    PERFORM dsql_local.add_job(
        dsql_local.new_job_id(), 'completed', 'DROP', classid, objid, NULL, objid, object_identity)
       FROM pg_event_trigger_dropped_objects()
      WHERE object_type = 'table' AND NOT is_temporary;
END
$$;

-- Called before ALTER TABLE ... DROP CONSTRAINT, because PostgreSQL looks for foreign keys that need the key before it
-- runs event triggers. Runs as the caller, with the tables of its search path.
CREATE OR REPLACE FUNCTION dsql_local.keep_key(table_text text, constraint_name text) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF NOT pg_catalog.current_setting('transaction_read_only')::boolean AND EXISTS (
        SELECT FROM pg_catalog.pg_constraint
         WHERE conrelid = pg_catalog.to_regclass(table_text) AND conname = constraint_name AND contype = 'p') THEN
        RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'unsupported ALTER TABLE DROP CONSTRAINT statement';
    END IF;
END
$$;

-- Stable, and so with the snapshot that the command itself began with: the only one that still shows the key.
CREATE OR REPLACE FUNCTION dsql_local.on_key_drop() RETURNS event_trigger
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    lost name;
BEGIN
    IF current_setting('is_superuser') = 'on' THEN
        RETURN;
    END IF;
    SELECT a.attname INTO lost
      FROM pg_event_trigger_dropped_objects() d
      JOIN pg_constraint c ON c.conrelid = d.objid AND c.contype = 'p' AND c.conkey @> ARRAY[d.objsubid::smallint]
      JOIN pg_attribute a ON a.attrelid = d.objid AND a.attnum = d.objsubid
     WHERE d.object_type = 'table column' AND d.original AND NOT d.is_temporary
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('cannot drop primary key column %s', lost);
    END IF;
END
$$;

-- The hidden row trigger is internal, but for a moment when guard_rows removes it. Stable, as on_key_drop.
CREATE OR REPLACE FUNCTION dsql_local.on_trigger_drop() RETURNS event_trigger
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog
    AS $$
DECLARE
    hidden record;
BEGIN
    SELECT t.tgname, c.relname INTO hidden
      FROM pg_event_trigger_dropped_objects() d
      JOIN pg_trigger t ON t.oid = d.objid AND t.tgisinternal
      JOIN pg_class c ON c.oid = t.tgrelid
     WHERE d.object_type = 'trigger'
     LIMIT 1;
    IF FOUND AND current_setting('is_superuser') <> 'on' THEN
        RAISE EXCEPTION USING ERRCODE = '42704',
            MESSAGE = format('trigger "%s" for table "%s" does not exist', hidden.tgname, hidden.relname);
    END IF;
END
$$;

DROP EVENT TRIGGER IF EXISTS dsql_local_ddl_end;
CREATE EVENT TRIGGER dsql_local_ddl_end ON ddl_command_end
    WHEN TAG IN (
        'CREATE TABLE', 'ALTER TABLE', 'CREATE INDEX', 'CREATE SEQUENCE', 'ALTER SEQUENCE', 'CREATE VIEW',
        'CREATE DOMAIN', 'CREATE SCHEMA', 'CREATE STATISTICS', 'ALTER STATISTICS')
    EXECUTE FUNCTION dsql_local.on_ddl_end();

DROP EVENT TRIGGER IF EXISTS dsql_local_drop;
CREATE EVENT TRIGGER dsql_local_drop ON sql_drop
    WHEN TAG IN ('DROP TABLE', 'DROP SCHEMA', 'DROP OWNED')
    EXECUTE FUNCTION dsql_local.on_drop();

DROP EVENT TRIGGER IF EXISTS dsql_local_trigger_drop;
CREATE EVENT TRIGGER dsql_local_trigger_drop ON sql_drop
    WHEN TAG IN ('DROP TRIGGER')
    EXECUTE FUNCTION dsql_local.on_trigger_drop();

DROP EVENT TRIGGER IF EXISTS dsql_local_key_drop;
CREATE EVENT TRIGGER dsql_local_key_drop ON sql_drop
    WHEN TAG IN ('ALTER TABLE')
    EXECUTE FUNCTION dsql_local.on_key_drop();

-- Tables that existed before, or had other limits.
DO $$
BEGIN
    PERFORM dsql_local.guard_rows(c.oid)
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('sys', 'dsql_local', 'information_schema')
        AND n.nspname NOT LIKE 'pg\_%';
END
$$;
