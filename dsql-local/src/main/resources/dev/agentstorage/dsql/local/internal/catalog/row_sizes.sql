-- Maximum sizes of the columns, keys and rows of a table, for the hidden row trigger. These functions set no search
-- path, so that PostgreSQL can inline them into the queries that use them; those run with pg_catalog.

-- An expression for the size of a value in bytes, which neither decompresses it nor reads it from TOAST.
CREATE OR REPLACE FUNCTION dsql_local.size_expression(reference text, type_oid oid) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN dsql_local.base_type($2)
                         IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'bytea'::regtype)
                THEN 'pg_catalog.octet_length('
                ELSE 'pg_catalog.pg_column_size('
           END || $1 || ')'
    $$;

-- One row for each column: its maximum length, whether the compressed size counts instead of the uncompressed one, and
-- the maximum length of its type (NULL: any length).
DROP FUNCTION IF EXISTS dsql_local.column_sizes(oid);
CREATE FUNCTION dsql_local.column_sizes(relation oid)
    RETURNS TABLE (
        attnum smallint, attname name, type_oid oid, type_name text, allowed integer, compressed boolean, bound integer)
    LANGUAGE sql STABLE
    AS $$
    SELECT a.attnum, a.attname, a.atttypid,
           CASE t.typname WHEN 'bpchar' THEN 'char' ELSE t.typname END,
           CASE t.typname WHEN 'varchar' THEN least(65535, l.column_bytes) ELSE l.column_bytes END,
           t.typname IN ('text', 'varchar', 'bpchar', 'jsonb'),
           CASE WHEN t.typlen > 0 THEN t.typlen
                -- A character takes four bytes at most, and a length modifier counts four for the header.
                WHEN t.typname IN ('varchar', 'bpchar') AND m.modifier > 0 THEN (m.modifier - 4) * 4
                WHEN t.typname = 'numeric' AND m.modifier > 0 THEN 512
           END
      FROM pg_attribute a
     CROSS JOIN LATERAL dsql_local.base_type(a.atttypid) AS b (base)
      JOIN pg_type t ON t.oid = b.base
      JOIN pg_type declared ON declared.oid = a.atttypid
     CROSS JOIN LATERAL (
           SELECT CASE WHEN declared.typtype = 'd' THEN declared.typtypmod ELSE a.atttypmod END) AS m (modifier)
     CROSS JOIN dsql_local.limits l
     WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
    $$;

-- One row for each column of each key that consists of columns. The entries of an index carry the primary key, too.
CREATE OR REPLACE FUNCTION dsql_local.key_columns(relation oid)
    RETURNS TABLE (index_oid oid, attnum smallint)
    LANGUAGE sql STABLE
    AS $$
    SELECT i.indexrelid, k.attnum
      FROM pg_index i
     CROSS JOIN LATERAL (
           SELECT unnest(i.indkey[0:i.indnkeyatts - 1])
            UNION
           SELECT unnest(p.indkey[0:p.indnkeyatts - 1])
             FROM pg_index p WHERE p.indrelid = i.indrelid AND p.indisprimary) AS k (attnum)
     WHERE i.indrelid = $1 AND i.indexprs IS NULL
    $$;

-- The total budget of the columns of a key: each column except the first needs some bytes in addition.
CREATE OR REPLACE FUNCTION dsql_local.key_budget(columns bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT key_bytes - 7 * ($1 - 1) FROM dsql_local.limits
    $$;
