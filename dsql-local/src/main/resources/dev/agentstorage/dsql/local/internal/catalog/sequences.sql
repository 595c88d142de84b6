-- Sequences are of type bigint. Numbers are allocated one by one, or in blocks so large that sessions rarely need another.
CREATE OR REPLACE FUNCTION dsql_local.check_sequence(relation oid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    of_identity boolean;
BEGIN
    of_identity := EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = relation AND deptype = 'i');
    -- The type of an identity column is checked with its table.
    IF NOT of_identity AND EXISTS (
        SELECT FROM pg_sequence WHERE seqrelid = relation AND seqtypid <> 'bigint'::regtype) THEN
        RAISE EXCEPTION USING ERRCODE = '0A000',
            MESSAGE = format(
                'datatype %s not supported, sequence type must be bigint',
                (SELECT seqtypid::regtype FROM pg_sequence WHERE seqrelid = relation));
    END IF;
    IF EXISTS (SELECT FROM pg_sequence WHERE seqrelid = relation AND seqcache <> 1 AND seqcache < 65536) THEN
        RAISE EXCEPTION USING ERRCODE = '0A000',
            MESSAGE = CASE WHEN of_identity THEN 'identity column' ELSE 'CREATE SEQUENCE' END
                || ' is not supported without an explicit cache size.'
                || ' please define CACHE greater than or equal to 65536 or equal to 1';
    END IF;
END
$$;
